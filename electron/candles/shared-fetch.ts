/** Lets equal requests that are made at the same time share one answer; it is aborted when nobody waits for it any more. */
import { codedError } from '../../shared/errors.ts'

type Flight<T> = { readonly promise: Promise<T>; readonly controller: AbortController; waiters: number }

export type SharedFetch<T> = (
  key: string,
  start: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal | undefined,
) => Promise<T>

function cancelled(key: string): Error {
  return codedError('cancelled', `nobody waits for ${key} any more`)
}

export function createSharedFetch<T>(): SharedFetch<T> {
  const flights = new Map<string, Flight<T>>()

  const take = (key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const running = flights.get(key)
    if (running !== undefined) return running
    const controller = new AbortController()
    const run = async (): Promise<T> => {
      try {
        return await start(controller.signal)
      } finally {
        if (flights.get(key) === flight) flights.delete(key)
      }
    }
    const flight: Flight<T> = { controller, waiters: 0, promise: run() }
    flights.set(key, flight)
    return flight
  }

  return async (key, start, signal) => {
    if (signal?.aborted === true) throw cancelled(key)
    const flight = take(key, start)
    flight.waiters += 1
    let onAbort = () => {}
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(cancelled(key))
      signal?.addEventListener('abort', onAbort, { once: true })
    })
    try {
      return await (signal === undefined ? flight.promise : Promise.race([flight.promise, aborted]))
    } finally {
      signal?.removeEventListener('abort', onAbort)
      flight.waiters -= 1
      if (flight.waiters === 0 && flights.get(key) === flight) {
        flights.delete(key)
        flight.controller.abort()
      }
    }
  }
}
