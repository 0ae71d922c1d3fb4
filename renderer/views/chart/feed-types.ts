/** What the feed of candles is given, what it tells, and what can be asked of it. */
import type { EventPayload } from '../../../shared/contract/events.ts'
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/contract/methods.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import type { Interval } from '../../../shared/model/interval.ts'
import type { CandleWindow } from '../../state/candles.ts'
import type { ChartView } from './view-types.ts'

/** What the chart shows in place of, or beside, its candles. `pageError`: an older or newer page failed; the next scroll asks again. */
export type FeedState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly pageError: string | null }
  | { readonly kind: 'empty' }
  /** `ofVenue`: mended, if at all, where the venue's key, plan and host are set. */
  | { readonly kind: 'error'; readonly message: string; readonly ofVenue: boolean }

export type FeedDeps = {
  readonly call: <M extends MethodName>(method: M, input: MethodInput<M>) => Promise<MethodOutput<M>>
  readonly listen: (listener: (event: EventPayload<'candles'>) => void) => () => void
  readonly view: Pick<ChartView, 'setCandles' | 'prepend' | 'pageFailed' | 'update' | 'pressed' | 'scrollTo'>
  readonly onState: (state: FeedState) => void
  /** Bars were added or taken away: what stands at bars is to be placed again. */
  readonly onWindow: (window: CandleWindow) => void
  /** After every change, also of the last bar alone. */
  readonly onTick: (window: CandleWindow) => void
  /** Wait between two paints of live updates, ms. */
  readonly paintEveryMs: () => number
  readonly explain: (thrown: unknown) => string
  readonly setTimer?: (callback: () => void, delayMs: number) => unknown
}

export type CandleFeed = {
  show(instrument: InstrumentId, interval: Interval): void
  /** From the start, after an error or to come back to the newest candle. */
  reload(): void
  needOlder(): void
  needNewer(): void
  /** Asks again for the page that failed last. */
  retryPage(): void
  /** The core is back: subscriptions are gone, and candles may have been missed. */
  reconnected(): void
  /** Brings a moment (UTC epoch ms) into sight, loading the candles around it where they are not held. */
  jump(at: number): void
  window(): CandleWindow
  dispose(): void
}
