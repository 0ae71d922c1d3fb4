/** Spreads a venue's topics over its sockets: by path, within what one socket may carry and how many there may be. */
import type { Provider } from '../providers/provider.ts'
import type { StreamSlot } from './stream-slot.ts'

/** Which topics of one subscription went to which socket. */
export type Placement = ReadonlyMap<StreamSlot, readonly string[]>

/**
 * A topic that a socket carries already stays there; the others of a path go together to its first socket with room, or to a new one.
 * Answers null where some have room nowhere.
 */
export function placeTopics(
  topics: readonly string[],
  slots: readonly StreamSlot[],
  { limits, stream }: Pick<Provider, 'limits' | 'stream'>,
  open: (path: number) => StreamSlot,
): Placement | null {
  const placement = new Map<StreamSlot, string[]>()
  const homeless = new Map<number, string[]>()
  for (const topic of topics) {
    const home = slots.find((slot) => slot.has(topic))
    if (home !== undefined) {
      placement.set(home, [...(placement.get(home) ?? []), topic])
      continue
    }
    const path = stream.pathOf?.(topic) ?? 0
    homeless.set(path, [...(homeless.get(path) ?? []), topic])
  }
  const targets = new Map<number, StreamSlot | 'new'>()
  for (const [path, left] of homeless) {
    const own = slots.filter((slot) => slot.path === path)
    const target = own.find((slot) => slot.load() + left.length <= limits.topicsPerSocket)
    if (target === undefined && own.length >= (limits.sockets ?? Infinity)) return null
    targets.set(path, target ?? 'new')
  }
  // Nothing is opened before there is room for all.
  for (const [path, left] of homeless) {
    const target = targets.get(path) ?? 'new'
    const slot = target === 'new' ? open(path) : target
    placement.set(slot, [...(placement.get(slot) ?? []), ...left])
  }
  return placement
}
