/** The instrument and the clock that the tests of alerts share. */
import { instrumentId } from '../../../../shared/model/ids.ts'
import { tapeInstrument } from '../../../support/alert-rig.ts'

export const startAt = Date.UTC(2026, 0, 5, 12)
export const bitcoin = instrumentId('simulated', 'BTCUSDT')
export const instrument = tapeInstrument(bitcoin, 0.01)
