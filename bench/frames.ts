/** A tick from text to checked values: each venue's parser beside the bare JSON.parse of the same frame. */
import { binance } from '../electron/providers/binance/index.ts'
import { coinbase } from '../electron/providers/coinbase/index.ts'
import { kraken } from '../electron/providers/kraken/index.ts'
import { okx } from '../electron/providers/okx/index.ts'
import { simulated } from '../electron/providers/simulated/index.ts'
import { compare, print } from './measure.ts'

const frames = [
  {
    provider: binance,
    text: '{"stream":"btcusdt@trade","data":{"e":"trade","E":1795192279673,"s":"BTCUSDT","t":5123456789,"p":"60000.10000000","q":"0.01250000","T":1795192279671,"m":true,"M":true}}',
  },
  {
    provider: coinbase,
    text: '{"type":"match","trade_id":865127782,"maker_order_id":"5f4bb11b-f065-4025-ad53-2091b10ad2cf","taker_order_id":"66715b57-0167-4ae9-8b2b-75a064a923f4","side":"buy","size":"0.00147181","price":"60000.33","product_id":"BTC-USD","sequence":83599166200,"time":"2026-11-23T20:39:50.246657Z"}',
  },
  {
    provider: kraken,
    text: '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":60000.1,"qty":0.0125,"ord_type":"limit","trade_id":4665906,"timestamp":"2026-11-23T20:39:50.246657Z"}]}',
  },
  {
    provider: okx,
    text: '{"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"130639474","px":"60000.1","sz":"0.12060306","side":"buy","ts":"1795192279671","count":"1"}]}',
  },
  {
    provider: simulated,
    text: '{"type":"trades","symbol":"BTCUSDT","trades":[{"id":"299198713330002","price":"60000.10","size":"0.01250","side":"buy","at":1795192279671}]}',
  },
]

export function benchFrames(): void {
  for (const { provider, text } of frames) {
    if (provider.stream.parse(text).trades.length !== 1)
      throw new Error(`${provider.id}: no trade in its frame`)
    print(
      `a trade of ${provider.name}`,
      compare([
        { name: 'JSON.parse', run: () => void JSON.parse(text) },
        { name: 'parsed and checked', run: () => void provider.stream.parse(text) },
      ]),
    )
  }
}
