/** Spreads a venue's topics over its sockets, within what one socket may carry and how many there may be. */
import type { ProviderLimits } from '../providers/provider.ts'
import type { StreamSocket } from './stream-socket.ts'

/** Which topics of one subscription went to which socket. */
export type Placement = ReadonlyMap<StreamSocket, readonly string[]>

/**
 * A topic that a socket carries already stays there; the others go together to the first socket with room, or to a new one.
 * Answers null where there is room for them nowhere.
 */
export function placeTopics(
  topics: readonly string[],
  sockets: readonly StreamSocket[],
  limits: ProviderLimits,
  open: () => StreamSocket,
): Placement | null {
  const placement = new Map<StreamSocket, string[]>()
  const homeless: string[] = []
  for (const topic of topics) {
    const home = sockets.find((socket) => socket.has(topic))
    if (home === undefined) homeless.push(topic)
    else placement.set(home, [...(placement.get(home) ?? []), topic])
  }
  if (homeless.length === 0) return placement
  let target = sockets.find((socket) => socket.load() + homeless.length <= limits.topicsPerSocket)
  if (target === undefined && sockets.length < (limits.sockets ?? Infinity)) target = open()
  if (target === undefined) return null
  placement.set(target, [...(placement.get(target) ?? []), ...homeless])
  return placement
}
