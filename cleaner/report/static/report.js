"use strict";
(() => {
  const root = document.documentElement;
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const box = document.getElementById("search");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll("tbody tr, .sample, .pair")];
  const colours = ["#1f6f8b", "#d08a3c"];
  const marked = "#b4422f";
  let drawn = [];

  function draw() {
    const language = root.lang === "zh" ? 0 : 1;
    drawn.forEach((chart) => chart.destroy());
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.animation = false;
    drawn = charts.filter((it) => it.names.length).map((it) => {
      const canvas = document.getElementById("chart-" + it.place);
      if (it.flat) canvas.parentElement.style.height = 46 + 26 * it.names.length + "px";
      const number = { beginAtZero: true, max: it.most, ticks: { precision: it.unit ? undefined : 0, maxRotation: 0, callback: (v) => v.toLocaleString() + (it.unit || "") } };
      const name = { grid: { display: false }, ticks: { autoSkip: !it.flat } };
      return new Chart(canvas, {
        type: "bar",
        data: {
          labels: it.names.map((pair) => pair[language]),
          datasets: it.sets.map(([label, values], set) => ({
            label: label[language],
            data: values,
            maxBarThickness: it.flat ? 18 : 60,
            backgroundColor: it.marked ? it.marked.map((far) => (far ? marked : colours[0])) : colours[set],
          })),
        },
        options: {
          indexAxis: it.flat ? "y" : "x",
          maintainAspectRatio: false,
          plugins: { legend: { display: it.sets.length > 1 } },
          scales: it.flat ? { x: number, y: name } : { x: name, y: number },
        },
      });
    });
    root.dataset.charts = drawn.length;
  }

  function search() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      count += !row.hidden;
    }
    found.hidden = !words.length;
    found.firstElementChild.textContent = count.toLocaleString();
  }

  function speak(language) {
    root.lang = language;
    document.title = document.querySelector("h1 [lang=" + language + "]").textContent;
    draw();
  }

  if (!("fixed" in root.dataset)) root.lang = /^zh/i.test(navigator.language) ? "zh" : "en";
  document.getElementById("language").addEventListener("click", () => speak(root.lang === "zh" ? "en" : "zh"));
  box.addEventListener("input", search);
  window.addEventListener("beforeprint", () => drawn.forEach((chart) => chart.resize()));
  window.addEventListener("afterprint", () => drawn.forEach((chart) => chart.resize()));
  speak(root.lang);
  const asked = /^#q=(.*)$/.exec(location.hash);
  if (asked) {
    box.value = decodeURIComponent(asked[1]);
    search();
  }
})();
