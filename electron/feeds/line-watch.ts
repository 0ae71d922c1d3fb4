/** Two of the three watches over an open socket, without timers: protocol pings, and the venue's own heartbeat. */
import type { Heartbeat } from '../providers/provider.ts'

/** Ping when nothing at all came for this long; data is as good a sign of life as a pong. */
const pingAfterMs = 2_000
/** No byte for this long after a ping: the link is dead, whatever TCP says. */
const pongWithinMs = 2_000

export type LineWatch = {
  opened(nowMs: number): void
  /** A message of the venue. */
  message(nowMs: number): void
  /** A protocol ping or pong. */
  control(nowMs: number, isPong: boolean): void
  /** Whether a protocol ping is due, and that it was sent. */
  pingDue(nowMs: number): boolean
  pinged(nowMs: number): void
  /** The venue's heartbeat message, if one is due, and that it was sent. */
  heartbeatDue(nowMs: number): string | null
  heartbeatSent(nowMs: number): void
  /** Why the line must be taken for dead, or null. */
  verdict(nowMs: number): string | null
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`

export function createLineWatch(heartbeat: Heartbeat): LineWatch {
  let lastByteMs = 0
  let lastMessageMs = 0
  let lastPingMs = -Infinity
  let lastHeartbeatMs = 0
  // When the oldest heartbeat was sent that nothing has answered yet.
  let waitingSinceMs: number | null = null
  // A venue that never answers pings is not dead for that: the ping watch counts once it has answered one.
  let pongSeen = false

  return {
    opened(nowMs) {
      lastByteMs = nowMs
      lastMessageMs = nowMs
      lastHeartbeatMs = nowMs
      lastPingMs = -Infinity
      waitingSinceMs = null
      pongSeen = false
    },
    message(nowMs) {
      lastByteMs = nowMs
      lastMessageMs = nowMs
      waitingSinceMs = null
    },
    control(nowMs, isPong) {
      lastByteMs = nowMs
      if (isPong) pongSeen = true
    },
    pingDue: (nowMs) =>
      lastPingMs === -Infinity || (nowMs - lastByteMs >= pingAfterMs && nowMs - lastPingMs >= pingAfterMs),
    pinged: (nowMs) => void (lastPingMs = nowMs),
    heartbeatDue: (nowMs) =>
      heartbeat.kind === 'client' && nowMs - lastHeartbeatMs >= heartbeat.everyMs ? heartbeat.message : null,
    heartbeatSent(nowMs) {
      waitingSinceMs ??= nowMs
      lastHeartbeatMs = nowMs
    },
    verdict(nowMs) {
      const silentMs = nowMs - lastByteMs
      if (pongSeen && lastPingMs > lastByteMs && silentMs >= pingAfterMs + pongWithinMs) {
        return `no sign of life for ${seconds(silentMs)}`
      }
      if (heartbeat.kind === 'none') return null
      const sinceMs = heartbeat.kind === 'server' ? lastMessageMs : waitingSinceMs
      if (sinceMs === null || nowMs - sinceMs <= heartbeat.withinMs) return null
      return `no heartbeat for ${seconds(nowMs - sinceMs)}`
    },
  }
}
