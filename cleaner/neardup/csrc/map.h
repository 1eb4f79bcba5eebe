/* A map from 64-bit keys, of which none is 0, to 32-bit values. */
#ifndef CLEANER_MAP_H
#define CLEANER_MAP_H

#include "base.h"

#define NOBODY UINT32_MAX

typedef struct {
    uint64_t *keys;
    uint32_t *values;
    size_t room, used;
} Map;

static inline size_t
map_slot(const uint64_t *keys, size_t room, uint64_t key)
{
    size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 20) & (room - 1);
    while (keys[at] && keys[at] != key) {
        at = (at + 1) & (room - 1);
    }
    return at;
}

static uint32_t
look_up(const Map *map, uint64_t key)
{
    if (map->room == 0) {
        return NOBODY;
    }
    size_t at = map_slot(map->keys, map->room, key);
    return map->keys[at] ? map->values[at] : NOBODY;
}

static int
grow_map(Map *map)
{
    size_t room = map->room ? 2 * map->room : 256;
    uint64_t *keys = calloc(room, sizeof *keys);
    uint32_t *values = malloc(room * sizeof *values);
    if (keys == NULL || values == NULL) {
        free(keys);
        free(values);
        return -1;
    }
    for (size_t i = 0; i < map->room; i++) {
        if (map->keys[i]) {
            size_t at = map_slot(keys, room, map->keys[i]);
            keys[at] = map->keys[i];
            values[at] = map->values[i];
        }
    }
    free(map->keys);
    free(map->values);
    *map = (Map){keys, values, room, map->used};
    return 0;
}

/* Add a key that is not in the map. */
static int
put(Map *map, uint64_t key, uint32_t value)
{
    if (2 * (map->used + 1) > map->room && grow_map(map) < 0) {
        return -1;
    }
    size_t at = map_slot(map->keys, map->room, key);
    map->keys[at] = key;
    map->values[at] = value;
    map->used++;
    return 0;
}

static void
release_map(Map *map)
{
    free(map->keys);
    free(map->values);
    memset(map, 0, sizeof *map);
}

#endif
