/** How far a venue's clock is ahead of ours, from the times in its answers and on its stream. Pure: its only clock is what it is told. */
import type { Provider } from '../providers/provider.ts'
import type { RestClient } from './rest-client.ts'

export type ClockSkew = {
  /**
   * An answer that the venue stamped `serverAt`, cut off to `resolutionMs`, between our `sentAt` and `receivedAt`. All UTC epoch ms.
   * It bounds the skew to `[serverAt - receivedAt, serverAt + resolutionMs - sentAt]`.
   */
  addRest(sentAt: number, receivedAt: number, serverAt: number, resolutionMs: number): void
  /** Hot: nothing on the stream happened later than the venue's now, so the skew is at least `exchangeAt - receivedAt`. */
  addStream(receivedAt: number, exchangeAt: number): void
  /** The venue's clock minus ours; null before anything was measured. */
  skewMs(): number | null
  reset(): void
}

export const windowMs = 5 * 60_000
const bucketMs = 60_000
const buckets = windowMs / bucketMs
const mostSamples = 64

type Sample = { readonly at: number; readonly low: number; readonly high: number }

/**
 * All samples of the last minutes are true at once, so the skew lies where they overlap; many coarse ones (`Date` is cut off to a
 * second) make a fine one. Where they do not overlap, a clock was set: the newest sample is right and the others are dropped.
 */
export function createClockSkew(): ClockSkew {
  let samples: Sample[] = []
  // Highest lower bound that the stream gave in each minute, and which minute that was; a ring.
  const bounds = new Float64Array(buckets).fill(-Infinity)
  const minutes = new Float64Array(buckets).fill(-Infinity)
  let latestAt = -Infinity
  let low = -Infinity
  let high = Infinity

  const forgetStream = (): void => {
    bounds.fill(-Infinity)
    minutes.fill(-Infinity)
  }

  const streamBound = (): number => {
    const minute = Math.floor(latestAt / bucketMs)
    let bound = -Infinity
    for (let index = 0; index < buckets; index += 1) {
      const age = minute - (minutes[index] ?? -Infinity)
      if (age >= 0 && age < buckets) bound = Math.max(bound, bounds[index] ?? -Infinity)
    }
    return bound
  }

  /** Past and future: a sample from later than now was taken before our clock was set back. */
  const isRecent = ({ at }: Sample): boolean => at <= latestAt && at > latestAt - windowMs

  const intersect = (): void => {
    low = streamBound()
    high = Infinity
    for (const sample of samples) {
      low = Math.max(low, sample.low)
      high = Math.min(high, sample.high)
    }
  }

  return {
    addRest(sentAt, receivedAt, serverAt, resolutionMs) {
      const sample = { at: receivedAt, low: serverAt - receivedAt, high: serverAt + resolutionMs - sentAt }
      // Not a number, or our clock went back meanwhile.
      if (!(sample.low <= sample.high)) return
      latestAt = receivedAt
      samples = [...samples.filter(isRecent), sample].slice(-mostSamples)
      intersect()
      if (low <= high) return
      samples = [sample]
      forgetStream()
      intersect()
    },
    addStream(receivedAt, exchangeAt) {
      const bound = exchangeAt - receivedAt
      if (!(bound > -Infinity && bound < Infinity)) return
      latestAt = receivedAt
      const minute = Math.floor(receivedAt / bucketMs)
      const index = ((minute % buckets) + buckets) % buckets
      if (minutes[index] !== minute) {
        minutes[index] = minute
        bounds[index] = bound
      } else if (bound > (bounds[index] ?? -Infinity)) bounds[index] = bound
      if (bound <= low) return
      low = bound
      if (low <= high) return
      // Later than an answer allows: our clock was set back since.
      samples.length = 0
      high = Infinity
      forgetStream()
      minutes[index] = minute
      bounds[index] = bound
    },
    skewMs() {
      if (samples.some((sample) => !isRecent(sample))) samples = samples.filter(isRecent)
      intersect()
      if (high < Infinity) return Math.round((low + high) / 2)
      // The stream alone can't tell a slow line from a clock that runs behind, but it can prove one that runs ahead.
      return low > 0 ? Math.round(low) : null
    },
    reset() {
      samples = []
      forgetStream()
      latestAt = -Infinity
      low = -Infinity
      high = Infinity
    },
  }
}

/** Asks the venue's clock where it has one; false where it has none or did not answer. Never rejects. */
export async function measureSkew(
  provider: Provider,
  rest: Pick<RestClient, 'get'>,
  skew: ClockSkew,
): Promise<boolean> {
  const { serverTime } = provider
  if (serverTime === undefined) return false
  try {
    const { body, sentAt, receivedAt } = await rest.get(serverTime.request())
    const serverAt = serverTime.parse(body)
    if (!Number.isFinite(serverAt)) return false
    // Some venues tell whole seconds, and nothing says which: a whole second is taken for one.
    skew.addRest(sentAt, receivedAt, serverAt, serverAt % 1_000 === 0 ? 1_000 : 1)
    return true
  } catch {
    return false
  }
}
