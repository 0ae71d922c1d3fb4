/** Every venue that can be started on loopback, by the provider's id. */
import { startAlpaca } from './alpaca.ts'
import { startBinance } from './binance.ts'
import { startCoinbase } from './coinbase.ts'
import { startFinnhub } from './finnhub.ts'
import { startKraken } from './kraken.ts'
import { startOkx } from './okx.ts'
import { startTwelveData } from './twelvedata.ts'
import type { VenueOptions, VenueServer } from './venue-types.ts'

export const venueServers: Readonly<Record<string, (options?: VenueOptions) => Promise<VenueServer>>> = {
  binance: startBinance,
  coinbase: startCoinbase,
  kraken: startKraken,
  okx: startOkx,
  alpaca: startAlpaca,
  finnhub: startFinnhub,
  twelvedata: startTwelveData,
}
