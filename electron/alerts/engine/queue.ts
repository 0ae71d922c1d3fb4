/** Items ordered by a number, smallest first, in which any item can be moved or taken out at the cost of a logarithm. */

/** `places` says where the item lies in each of the queues that it can be in; -1 where it does not. */
export type Queued = { readonly places: number[] }

export type Queue<T> = {
  /** The smallest key; Infinity where there is none. */
  first(): number
  /** Puts the item in by `key`, or moves it; Infinity takes it out. */
  set(item: T, key: number): void
  remove(item: T): void
  /** Takes out all with keys below `limit` (`orAt`: or equal to it), into `taken`. */
  take(limit: number, orAt: boolean, taken: T[]): void
  clear(): void
}

/** A binary heap. `slot` is this queue's place in the items' `places`. */
export function createQueue<T extends Queued>(slot: number): Queue<T> {
  const items: T[] = []
  // Beside the items, so that comparing does not fetch them.
  const keys: number[] = []
  const keyAt = (place: number) => keys[place] ?? Infinity

  const lay = (item: T, key: number, place: number) => {
    items[place] = item
    keys[place] = key
    item.places[slot] = place
  }
  const rise = (key: number, from: number): number => {
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const other = items[above]
      if (other === undefined || keyAt(above) <= key) break
      lay(other, keyAt(above), place)
      place = above
    }
    return place
  }
  const sink = (key: number, from: number): number => {
    let place = from
    for (;;) {
      let below = 2 * place + 1
      if (below + 1 < items.length && keyAt(below + 1) < keyAt(below)) below += 1
      const other = items[below]
      if (other === undefined || keyAt(below) >= key) return place
      lay(other, keyAt(below), place)
      place = below
    }
  }
  const remove = (item: T) => {
    const place = item.places[slot] ?? -1
    if (place < 0) return
    item.places[slot] = -1
    const moved = items.pop()
    const key = keys.pop()
    if (moved === undefined || key === undefined || moved === item) return
    lay(moved, key, rise(key, sink(key, place)))
  }

  return {
    first: () => (keys.length === 0 ? Infinity : keyAt(0)),
    set(item, key) {
      const place = item.places[slot] ?? -1
      if (key === Infinity) remove(item)
      else if (place < 0) lay(item, key, rise(key, items.length))
      else if (keyAt(place) !== key) lay(item, key, rise(key, sink(key, place)))
    },
    remove,
    take(limit, orAt, taken) {
      for (let item = items[0]; item !== undefined; item = items[0]) {
        const key = keyAt(0)
        if (key > limit || (key === limit && !orAt)) return
        taken.push(item)
        remove(item)
      }
    },
    clear() {
      for (const item of items) item.places[slot] = -1
      items.length = 0
      keys.length = 0
    },
  }
}
