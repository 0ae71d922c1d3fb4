/** One client of the bridge: what it subscribed to, what it waits for, and how all of it ends when it goes. */
import type { EventPayload } from '../../shared/contract/events.ts'
import { codedError, type AppError } from '../../shared/errors.ts'
import type { InstrumentId } from '../../shared/model/ids.ts'
import {
  readMessage,
  rpcCodes,
  writeFailure,
  type Channel,
  type RpcId,
  type WireMessage,
} from '../../shared/wire.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Dispatch } from './dispatch.ts'
import type { CandleSource, QuoteSource, SessionContext } from './handlers.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { createQuoteStream } from './quote-stream.ts'

/** Longest message taken in: a replay's CSV, escaped, and some room. */
export const longestMessage = 48 * 1024 * 1024

const mostWaitingCalls = 1000
const mostBufferedAnswerBytes = 64 * 1024 * 1024

export type Session = {
  readonly publisher: Publisher
  quoteChanged(instrument: InstrumentId): void
  candleChanged(event: EventPayload<'candles'>): void
  close(): void
}

export type SessionDeps = {
  readonly id: string
  readonly channel: Channel
  readonly dispatch: Dispatch
  readonly quotes: QuoteSource
  readonly candles: CandleSource
  readonly clock: Clock
  readonly log: Log
  /** Called once, when nothing of the session is left. */
  readonly onEnd: () => void
}

export function createSession(deps: SessionDeps): Session {
  const { id, channel, dispatch, log } = deps
  const undos: (() => void)[] = []
  const series = new Map<string, () => void>()
  let waitingCalls = 0
  let closed = false

  const cutOff = (reason: string) => {
    if (closed) return
    log.warn({ client: id }, `client cut off: ${reason}`)
    close()
  }
  const publisher = createPublisher(channel, deps.clock, (waiting) =>
    cutOff(`it is too slow, ${waiting} events wait for it`),
  )
  const quotes = createQuoteStream(deps.quotes, channel, deps.clock)

  const attempt = (undo: () => void) => {
    try {
      undo()
    } catch (error) {
      log.error({ client: id, error }, 'something of a client could not be undone')
    }
  }

  function close() {
    if (closed) return
    closed = true
    publisher.stop()
    attempt(quotes.close)
    for (const release of series.values()) attempt(release)
    series.clear()
    for (const undo of undos.splice(0).toReversed()) attempt(undo)
    channel.close()
    deps.onEnd()
  }

  const assertOpen = () => {
    if (closed) throw codedError('cancelled', `client ${id} has gone`)
  }

  const context: SessionContext = {
    id,
    onClose: (undo) => (closed ? attempt(undo) : void undos.push(undo)),
    quotes: {
      subscribe(instruments, format) {
        assertOpen()
        return quotes.subscribe(instruments, format)
      },
      unsubscribe: quotes.unsubscribe,
      credit: quotes.credit,
    },
    candles: {
      subscribe(instrument, interval) {
        assertOpen()
        const key = `${interval}|${instrument}`
        if (!series.has(key)) series.set(key, deps.candles.subscribe(instrument, interval))
      },
      unsubscribe(instrument, interval) {
        const key = `${interval}|${instrument}`
        series.get(key)?.()
        series.delete(key)
        publisher.forget(`${key}|`)
      },
    },
  }

  const refuse = (error: AppError, requestId: RpcId | null = null) =>
    channel.send(writeFailure(requestId, requestId === null ? rpcCodes.invalidRequest : rpcCodes.app, error))

  const serve = async (text: string) => {
    waitingCalls += 1
    const answer = await dispatch(context, text)
    waitingCalls -= 1
    if (closed || answer === null) return
    channel.send(answer)
    if (channel.bufferedBytes() > mostBufferedAnswerBytes) cutOff('it does not read its answers')
  }

  const receive = (message: WireMessage) => {
    if (closed) return
    if (typeof message !== 'string') {
      return refuse({
        code: 'bad-request',
        message: 'numbers go from the core to its clients only',
        retry: 'no',
      })
    }
    if (message.length > longestMessage) {
      const text = `a message of ${message.length} characters is over the bound of ${longestMessage}`
      return refuse({ code: 'too-large', message: text, retry: 'no' })
    }
    if (waitingCalls >= mostWaitingCalls) {
      const parsed = readMessage(message)
      const text = `${waitingCalls} calls wait for their answers already`
      return refuse(
        { code: 'rate-limited', message: text, retry: 'later' },
        parsed.kind === 'request' ? parsed.id : null,
      )
    }
    void serve(message)
  }

  channel.onClose(close)
  channel.onMessage(receive)

  return {
    publisher,
    quoteChanged: quotes.changed,
    candleChanged(event) {
      const key = `${event.interval}|${event.instrument}`
      if (!series.has(key)) return
      // A series that must be read again says so once, whatever moves meanwhile.
      const row = event.reset || event.candle === null ? 'reset' : event.candle.openAt
      publisher.latest(`${key}|${row}`, 'candles', event)
    },
    close,
  }
}
