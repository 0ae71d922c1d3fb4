/** The log page by page: the core filters, a moment after the last letter; older pages come as they are scrolled to. */
import { useEffect, useMemo, useState } from 'react'
import type { Firing, FiringFilter } from '../../../shared/alerts/firing.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { useApp } from '../../state/store.ts'
import { withNews } from './log-filter.ts'

const pageSize = 100
const typedMs = 250

type Pages = {
  /** The filter that they answer. */
  readonly filter: FiringFilter | null
  readonly firings: readonly Firing[]
  /** Whether there are older ones. */
  readonly more: boolean
  readonly problem: string | null
}

const noPages: Pages = { filter: null, firings: [], more: false, problem: null }

const asked = (filter: FiringFilter): FiringFilter => {
  const text = filter.text?.trim()
  const { text: _, ...rest } = filter
  return text === undefined || text === '' ? rest : { ...rest, text }
}

export function useLog(filter: FiringFilter): {
  readonly firings: readonly Firing[]
  readonly loading: boolean
  readonly more: boolean
  readonly problem: string | null
  loadMore(): void
} {
  const news = useApp((state) => state.firings)
  const [pages, setPages] = useState<Pages>(noPages)
  const [paging, setPaging] = useState(false)

  useEffect(() => {
    let wanted = true
    const ask = async (): Promise<void> => {
      try {
        const firings = await actions.call('firings.list', { ...asked(filter), limit: pageSize })
        if (wanted) setPages({ filter, firings, more: firings.length === pageSize, problem: null })
      } catch (error) {
        if (wanted) setPages({ filter, firings: [], more: false, problem: explainError(error) })
      }
    }
    const timer = setTimeout(() => void ask(), typedMs)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [filter])

  const loadMore = (): void => {
    const last = pages.firings.at(-1)
    if (paging || !pages.more || last === undefined || pages.filter !== filter) return
    setPaging(true)
    const page = async (): Promise<void> => {
      try {
        const older = await actions.call('firings.list', {
          ...asked(filter),
          limit: pageSize,
          before: last.id,
        })
        setPages((before) =>
          before.filter === filter
            ? { ...before, firings: [...before.firings, ...older], more: older.length === pageSize }
            : before,
        )
      } catch (error) {
        setPages((before) => ({ ...before, more: false, problem: explainError(error) }))
      }
      setPaging(false)
    }
    void page()
  }

  const firings = useMemo(
    () => (pages.filter === null ? [] : withNews(pages.firings, news, pages.filter, pages.more)),
    [pages, news],
  )
  return {
    firings,
    loading: pages.filter !== filter || paging,
    more: pages.more,
    problem: pages.problem,
    loadMore,
  }
}
