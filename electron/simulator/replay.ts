/** Plays a recorded CSV through the exchange, beside its other instruments. */
import type { ReplayStatus } from '../../shared/contract/methods.ts'
import { codedError } from '../../shared/errors.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import { intervalMs } from '../../shared/model/interval.ts'
import { readRecording } from './recording.ts'
import { createReplayClock, type ReplayClock } from './replay-clock.ts'
import { createReplaySeries, ticksPerCandle } from './replay-series.ts'
import type { Series } from './series.ts'

export type ReplayRequest = { readonly name: string; readonly csv: string; readonly speed: number }

export type Replay = {
  /** Takes the place of a running replay. Throws `bad-request`, naming line and reason, before anything is changed. */
  start(request: ReplayRequest): ReplayStatus
  stop(): ReplayStatus
  status(): ReplayStatus
}

type Playing = {
  readonly clock: ReplayClock
  readonly series: readonly Series[]
  readonly name: string
  readonly speed: number
}

const slowest = 0.1
const fastest = 100_000

/** While nothing is replayed. */
export const noReplay: ReplayStatus = {
  active: false,
  instrument: null,
  name: null,
  speed: 1,
  clockAt: null,
  fromAt: null,
  toAt: null,
  ended: false,
}

/** `onChange` gets the instruments that are listed from now on; none when nothing plays. */
export function createReplay(
  exchangeNow: () => number,
  onChange: (series: readonly Series[]) => void,
): Replay {
  let playing: Playing | null = null

  const prepare = ({ name, csv, speed }: ReplayRequest): Playing => {
    if (!(speed >= slowest && speed <= fastest)) {
      throw codedError('bad-request', `replay speed ${speed} is not between ${slowest} and ${fastest}`)
    }
    const { interval, series } = readRecording(name, csv)
    const openAts = [...new Set(series.flatMap(({ bars }) => bars.map((bar) => bar.openAt)))].sort(
      (a, b) => a - b,
    )
    const clock = createReplayClock({ openAts, interval, speed, startedAt: exchangeNow() })
    const ticks = ticksPerCandle(intervalMs(interval), speed)
    return {
      clock,
      series: series.map((recorded) => createReplaySeries(recorded, interval, clock, ticks)),
      name,
      speed,
    }
  }

  const status = (): ReplayStatus => {
    if (playing === null) return noReplay
    const { clock, series, name, speed } = playing
    const symbol = series[0]?.listing.symbol
    const now = exchangeNow()
    return {
      active: true,
      instrument: symbol === undefined ? null : instrumentId('simulated', symbol),
      name,
      speed,
      clockAt: clock.timeAt(now),
      fromAt: clock.fromAt,
      toAt: clock.toAt,
      ended: clock.ended(now),
    }
  }

  return {
    start(request) {
      playing = prepare(request)
      onChange(playing.series)
      return status()
    },
    stop() {
      playing = null
      onChange([])
      return status()
    },
    status,
  }
}
