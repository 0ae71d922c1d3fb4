/** Instruments for a typed text, asked a moment after the last key; answers to older texts are dropped. */
import { useEffect, useState } from 'react'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { actions } from '../../state/actions.ts'

const waitMs = 60
const mostFound = 40

export type InstrumentSearch = { readonly found: readonly Instrument[]; readonly searching: boolean }

export function useInstrumentSearch(text: string): InstrumentSearch {
  const [search, setSearch] = useState<InstrumentSearch>({ found: [], searching: true })
  useEffect(() => {
    let dropped = false
    const ask = async (): Promise<void> => {
      const found = await actions.attempt('The search failed', 'instruments.search', {
        query: text.trim().slice(0, 100),
        limit: mostFound,
      })
      if (dropped) return
      if (found !== null) actions.rememberInstruments(found)
      setSearch({ found: found ?? [], searching: false })
    }
    const timer = setTimeout(() => void ask(), waitMs)
    return () => {
      dropped = true
      clearTimeout(timer)
    }
  }, [text])
  return search
}
