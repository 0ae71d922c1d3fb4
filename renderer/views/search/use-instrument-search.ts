/** Instruments for a typed text, asked a moment after the last key; answers to older texts are dropped. */
import { useEffect, useState } from 'react'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'

const waitMs = 60
const mostFound = 40

/** `searching`: what was found answers an older text than the one that stands there now. */
export type InstrumentSearch = { readonly found: readonly Instrument[]; readonly searching: boolean }

/** Best first; empty, with a message to the user, where the search failed. */
export async function searchInstruments(text: string): Promise<readonly Instrument[]> {
  const found = await actions.attempt('The search failed', 'instruments.search', {
    query: text.trim().slice(0, 100),
    limit: mostFound,
  })
  if (found !== null) actions.rememberInstruments(found)
  return found ?? []
}

export function useInstrumentSearch(text: string): InstrumentSearch {
  // What was not there when it was typed may have come since.
  const lists = useApp((state) => state.instrumentLists)
  const [answer, setAnswer] = useState<{ found: readonly Instrument[]; text: string | null; lists: number }>({
    found: [],
    text: null,
    lists: 0,
  })
  useEffect(() => {
    let dropped = false
    const ask = async (): Promise<void> => {
      const found = await searchInstruments(text)
      if (!dropped) setAnswer({ found, text, lists })
    }
    const timer = setTimeout(() => void ask(), waitMs)
    return () => {
      dropped = true
      clearTimeout(timer)
    }
  }, [text, lists])
  return { found: answer.found, searching: answer.text !== text || answer.lists !== lists }
}
