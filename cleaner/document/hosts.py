"""How addresses of sites end, as pages write them."""

from __future__ import annotations

# Those that Chinese sites have, and those that RFC 2606 keeps for examples and tests.
TLD = (
    "com|cn|net|org|cc|tv|info|top|xyz|vip|tw|hk|mo|mobi|club|site|wang|online|pro|biz|asia|shop|store|fun|ltd|link|wiki|cloud|ink|ren"
    "|icu|work|live|tech|me|la|io|co|test|example|invalid"
)
DOMAIN = rf"(?:{TLD})(?:\.(?:cn|tw|hk|mo))?"
