/* Hashes: of grams, of signatures, of bands, of whole keys. `reference.py` says the same in NumPy. */
#ifndef CLEANER_HASHES_H
#define CLEANER_HASHES_H

#include "base.h"

static inline uint32_t
rotated(uint32_t value, int bits)
{
    return (value << bits) | (value >> (32 - bits));
}

/* The finalizer of MurmurHash3; affine32 begins with it too. */
static inline uint32_t
finalized(uint32_t value)
{
    value = (value ^ (value >> 16)) * 0x85EBCA6Bu;
    value = (value ^ (value >> 13)) * 0xC2B2AE35u;
    return value ^ (value >> 16);
}

/* MurmurHash3 (x86, 32 bits, seed 0) of the WIDTH words from each position on: words are scrambled in place first. */
FOR_EACH_PROCESSOR static void
gram_hashes(const uint32_t *points, size_t length, uint32_t *scrambled, uint32_t *hashes)
{
    for (size_t i = 0; i < length; i++) {
        scrambled[i] = rotated(points[i] * 0xCC9E2D51u, 15) * 0x1B873593u;
    }
    size_t count = length < WIDTH ? 0 : length - WIDTH + 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t hash = 0;
        for (size_t step = 0; step < WIDTH; step++) {
            hash = rotated(hash ^ scrambled[i + step], 13) * 5 + 0xE6546B64u;
        }
        hashes[i] = finalized(hash ^ 4 * WIDTH);
    }
}

enum { LANES = 16 }; /* values that the largest register holds */

static inline size_t
padded(size_t count)
{
    return (count + LANES - 1) / LANES * LANES;
}

/* Mix hashes; the last is repeated to a whole number of LANES, which changes no minimum. */
FOR_EACH_PROCESSOR static void
mix_all(const uint32_t *hashes, size_t count, uint32_t *mixed)
{
    for (size_t i = 0; i < count; i++) {
        mixed[i] = finalized(hashes[i]);
    }
    for (size_t i = count; i < padded(count); i++) {
        mixed[i] = mixed[count - 1];
    }
}

static inline uint32_t
smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The signature: of each permutation a * x + b the smallest value; all ones where there is no gram. Four permutations at a
   time keep a processor busy; that `mixed` is padded spares it the rest of a division. */
FOR_EACH_PROCESSOR static void
minima(const uint32_t *restrict mixed, size_t count, const uint32_t *restrict permutations, uint32_t *restrict signature)
{
    const uint32_t *summands = permutations + PERMUTATIONS;
    for (size_t k = 0; k < PERMUTATIONS; k += 4) {
        const uint32_t a0 = permutations[k], a1 = permutations[k + 1], a2 = permutations[k + 2], a3 = permutations[k + 3];
        const uint32_t b0 = summands[k], b1 = summands[k + 1], b2 = summands[k + 2], b3 = summands[k + 3];
        uint32_t low0 = UINT32_MAX, low1 = UINT32_MAX, low2 = UINT32_MAX, low3 = UINT32_MAX;
        size_t end = padded(count);
        for (size_t i = 0; i < end; i++) {
            low0 = smaller(low0, mixed[i] * a0 + b0);
            low1 = smaller(low1, mixed[i] * a1 + b1);
            low2 = smaller(low2, mixed[i] * a2 + b2);
            low3 = smaller(low3, mixed[i] * a3 + b3);
        }
        signature[k] = low0;
        signature[k + 1] = low1;
        signature[k + 2] = low2;
        signature[k + 3] = low3;
    }
}

/* Each band's key is the MurmurHash3 of its ROWS values. It only proposes, so it may collide. */
FOR_EACH_PROCESSOR static void
band_keys(const uint32_t *signature, uint32_t *keys)
{
    uint32_t hashes[BANDS] = {0};
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t band = 0; band < BANDS; band++) {
            uint32_t word = rotated(signature[band * ROWS + row] * 0xCC9E2D51u, 15) * 0x1B873593u;
            hashes[band] = rotated(hashes[band] ^ word, 13) * 5 + 0xE6546B64u;
        }
    }
    for (size_t band = 0; band < BANDS; band++) {
        keys[band] = finalized(hashes[band] ^ 4 * ROWS);
    }
}

/* 128 bits of a key: two sums over its characters, each mixed with its place (the mixer is SplitMix64's). */
FOR_EACH_PROCESSOR static void
content_hash(const uint32_t *points, size_t length, uint64_t *hash)
{
    uint64_t first = 0, second = 0;
    for (size_t i = 0; i < length; i++) {
        uint64_t value = ((uint64_t)i << 21 | points[i]) + 0x9E3779B97F4A7C15u;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
        first += value ^ (value >> 31);
        second += (value ^ (value >> 32)) * 0xD6E8FEB86659FD93u;
    }
    hash[0] = first + length;
    hash[1] = second ^ (second >> 32);
}

#endif
