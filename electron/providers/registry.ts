/** All venues that the product knows. */
import { alpaca } from './alpaca/index.ts'
import { binance } from './binance/index.ts'
import { coinbase } from './coinbase/index.ts'
import { finnhub } from './finnhub/index.ts'
import { kraken } from './kraken/index.ts'
import { okx } from './okx/index.ts'
import type { Provider } from './provider.ts'
import { simulated } from './simulated/index.ts'
import { twelvedata } from './twelvedata/index.ts'

/** In the order in which they are shown: the one that needs nothing, those without a key, those with one. */
export const providers: readonly Provider[] = [
  simulated,
  binance,
  coinbase,
  kraken,
  okx,
  alpaca,
  finnhub,
  twelvedata,
]
