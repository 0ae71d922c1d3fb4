/** Frames that say nothing, or say it wrongly: broken JSON, types that nobody knows, and trades whose price is none. */

/** No venue documents any of these. */
export const unknownFrames: readonly string[] = [
  '',
  ' ',
  '{',
  '}',
  'null',
  'true',
  '17',
  '"text"',
  'pang',
  '<html></html>',
  '{"e":"trade","s"',
  '[{"T":"t","S":"AAPL","p":12',
  '{"type":"novelty","product_id":"BTC-USD","price":"1"}',
  '{"e":"novelty","s":"BTCUSDT","p":"1"}',
  '{"stream":"btcusdt@novelty","data":{"e":"novelty"}}',
  '{"channel":"novelty","type":"update","data":[{"symbol":"BTC/USD","price":1}]}',
  '{"event":"novelty","symbol":"AAPL","price":1}',
  '{"arg":{"channel":"novelty","instId":"BTC-USDT"},"data":[{"px":"1"}]}',
  '[{"T":"novelty","S":"AAPL","p":1}]',
  '[[[[[[[[{}]]]]]]]]',
  `{"padding":"${'x'.repeat(100_000)}"}`,
  '\u0000\u0001\u0002',
]

const prices: readonly unknown[] = [0, -1, '0', '-1', 'NaN', '1e999', '', null, {}, [], '12,5', true]

type Frame = (price: unknown, symbol: string, at: number) => unknown

const trade: Readonly<Record<string, Frame>> = {
  binance: (p, s, T) => ({
    stream: `${s.toLowerCase()}@trade`,
    data: { e: 'trade', E: T, s, t: 1, p, q: '1', T, m: true, M: true },
  }),
  coinbase: (price, product_id, at) => ({
    ...{ type: 'match', trade_id: 1, side: 'buy', size: '1', price, product_id },
    ...{ sequence: 1, time: new Date(at).toISOString() },
  }),
  kraken: (price, symbol, at) => ({
    ...{ channel: 'trade', type: 'update' },
    data: [{ symbol, side: 'buy', price, qty: 1, ord_type: 'market', trade_id: 1, timestamp: new Date(at) }],
  }),
  okx: (px, instId, at) => ({
    arg: { channel: 'trades', instId },
    data: [{ instId, tradeId: '1', px, sz: '1', side: 'buy', ts: String(at), count: '1' }],
  }),
  alpaca: (p, S, at) => [
    { T: 't', i: 1, S, x: 'V', p, s: 100, t: new Date(at).toISOString(), c: ['@'], z: 'C' },
  ],
  finnhub: (p, s, t) => ({ type: 'trade', data: [{ c: ['1'], p, s, t, v: 100 }] }),
  twelvedata: (price, symbol, at) => ({ event: 'price', symbol, timestamp: Math.floor(at / 1000), price }),
}

/** Trades (or prices) of a symbol as the venue writes them, but for the price. `spelled`: by the venue. */
export function wrongPrices(id: string, spelled: string, at: number): string[] {
  const frame = trade[id]
  if (frame === undefined) throw new Error(`nothing is known of frames of ${id}`)
  return prices.map((price) => JSON.stringify(frame(price, spelled, at)))
}

/** The same with a price that is one: what shows that the others were refused for theirs. */
export function rightPrice(id: string, spelled: string, at: number): string {
  const price = ['alpaca', 'finnhub', 'twelvedata', 'kraken'].includes(id) ? 12.5 : '12.5'
  return JSON.stringify(trade[id]?.(price, spelled, at))
}
