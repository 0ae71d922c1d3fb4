/** One connection a key: a newer one ends those before it. */
import type { VenueCore, VenueSocket } from './venue-types.ts'

/** Looked at a moment after the newer one has opened, when links that had ended before have been seen to end. */
const lookAfterMs = 20

export function keepNewest(core: VenueCore, socket: VenueSocket, most = 1): void {
  socket.after(lookAfterMs, () => {
    const open = core.sockets().filter((one) => one.isOpen())
    for (const older of open.slice(0, Math.max(0, open.length - most)))
      older.cutOff('one connection', `a key may have ${most} open at a time`)
  })
}
