/** The history of `candles.db`: steps are only ever added at the end. */
import { createCandles } from '../candles.ts'
import type { Migration } from '../database.ts'
import { createInstruments } from '../instruments.ts'

export const candleMigrations: readonly Migration[] = [createCandles, createInstruments]
