/** Notices that the machine slept, or came back online: no shell need tell, and a server without a window has nobody who could. */
import { networkInterfaces } from 'node:os'
import type { Cancel, Clock } from '../lib/clock.ts'

export type MachineWatchDeps = {
  readonly clock: Clock
  /** Addresses of this machine that others could reach. */
  addresses?(): number
  /** Sockets from before are worth nothing, and no wait is. */
  woke(reason: string): void
}

const everyMs = 1_000
// No second takes so long but one in which nothing here ran: asleep, or stopped. Some systems' monotonic clocks stand still
// meanwhile, so the wall clock tells; one that somebody set forward costs a reconnect, no more.
const sleptMs = 15_000

function externalAddresses(): number {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.filter(({ internal }) => !internal).length
}

/** Looks once a second; answers how to stop. */
export function watchMachine({ clock, woke, addresses = externalAddresses }: MachineWatchDeps): Cancel {
  let lastAt = clock.now()
  let isOffline = addresses() === 0
  return clock.every(everyMs, () => {
    const now = clock.now()
    const hasSlept = now - lastAt > sleptMs
    lastAt = now
    const wasOffline = isOffline
    isOffline = addresses() === 0
    if (hasSlept) woke('the machine slept')
    else if (wasOffline && !isOffline) woke('the network is back')
  })
}
