/** The manager's list: a grid of which only what is seen is rendered, moved in and selected by keys as by clicks. */
import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from 'react'
import type { AlertView } from '../../../shared/alerts/view.ts'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Grid, HeadCell, Row, RowGroup } from '../../ui/grid.tsx'
import { ContextMenu } from '../../ui/menu.tsx'
import { linesOf, visibleRange, type RuleSort } from './manager-rows.ts'
import styles from './manager.module.css'
import { rowId, RuleRow, StandingRow, type RowActions } from './manager-row.tsx'
import { editRule } from './rule-draft.ts'
import { putSelection } from './put-selection.ts'
import { ruleItems } from './rule-menu.ts'
import { clickRow, keepShown, moveRow, selectAll, toggleRow } from './selection.ts'

const lineHeightPx = 28
const pageLines = 12
/** Until the list was measured. */
const firstHeightPx = 500

/** Kept while the window lives: whoever comes back from an edit finds the place again. */
let lastScrollTop = 0

type Props = {
  /** In the order in which they are shown. */
  readonly rules: readonly AlertView[]
  readonly now: number
  readonly sort: RuleSort
  readonly onSort: (by: RuleSort['by']) => void
}

const columns: readonly {
  readonly by: RuleSort['by'] | null
  readonly title: string
  readonly cell: string
}[] = [
  { by: null, title: '', cell: 'mark' },
  { by: 'state', title: 'State', cell: 'state' },
  { by: 'name', title: 'Alert', cell: 'what' },
  { by: 'distance', title: 'Distance', cell: 'distance' },
  { by: 'lastFired', title: 'Last fired', cell: 'time' },
  { by: 'created', title: 'Made', cell: 'created' },
  { by: null, title: '', cell: 'tools' },
]

function Header({ sort, onSort }: Pick<Props, 'sort' | 'onSort'>) {
  return (
    <RowGroup>
      <Row className={styles['head']}>
        {columns.map(({ by, title, cell }) => (
          <HeadCell
            key={cell}
            className={styles[cell]}
            aria-sort={by !== sort.by ? 'none' : sort.descending ? 'descending' : 'ascending'}
          >
            {by !== null && (
              <button type="button" onClick={() => onSort(by)}>
                {title}
                {by === sort.by && <span aria-hidden="true"> {sort.descending ? '↓' : '↑'}</span>}
              </button>
            )}
          </HeadCell>
        ))}
      </Row>
    </RowGroup>
  )
}

export function ManagerList({ rules, now, sort, onSort }: Props) {
  const ids = useApp((state) => state.selectedRules)
  const active = useApp((state) => state.ruleCursor.active)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [range, setRange] = useState(() =>
    visibleRange(lastScrollTop, firstHeightPx, lineHeightPx, rules.length),
  )
  const scroller = useRef<HTMLDivElement>(null)
  const order = useMemo(() => rules.map(({ id }) => id), [rules])
  const lines = useMemo(() => linesOf(rules, open), [rules, open])

  // What is filtered away is not selected: a button acts on what is seen.
  useEffect(() => putSelection((selection) => keepShown(order, selection)), [order])

  // Renders again only when other lines are to be seen.
  const look = useEffectEvent((): void => {
    const element = scroller.current
    if (element === null) return
    const next = visibleRange(element.scrollTop, element.clientHeight, lineHeightPx, lines.length)
    setRange((before) => (before.from === next.from && before.to === next.to ? before : next))
  })
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    element.scrollTop = lastScrollTop
    const scrolled = (): void => {
      lastScrollTop = element.scrollTop
      look()
    }
    const watcher = new ResizeObserver(() => look())
    watcher.observe(element)
    element.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      watcher.disconnect()
      element.removeEventListener('scroll', scrolled)
    }
  }, [])
  useLayoutEffect(() => look(), [lines])

  useEffect(() => {
    const element = scroller.current
    const at =
      active === null ? -1 : lines.findIndex((line) => line.kind === 'rule' && line.rule.id === active)
    if (element === null || at === -1) return
    const top = at * lineHeightPx
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + lineHeightPx > element.scrollTop + element.clientHeight)
      element.scrollTop = top + lineHeightPx - element.clientHeight
    // Only when the place changes: a list that is sorted anew is not scrolled.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [active])

  const on = useMemo<RowActions>(
    () => ({
      click: (id, keys) => putSelection((selection) => clickRow(order, selection, id, keys)),
      toggle: (id) => putSelection((selection) => toggleRow(selection, id)),
      expand: (id) =>
        setOpen((before) => {
          const next = new Set(before)
          if (!next.delete(id)) next.add(id)
          return next
        }),
    }),
    [order],
  )

  const onKeyDown = (event: KeyboardEvent): void => {
    const mod = event.ctrlKey || event.metaKey
    const rule = rules.find(({ id }) => id === active)
    const move = (steps: number): void =>
      putSelection((selection) => moveRow(order, selection, steps, event.shiftKey))
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      PageDown: () => move(pageLines),
      PageUp: () => move(-pageLines),
      Home: () => move(-rules.length),
      End: () => move(rules.length),
      ' ': () => active !== null && putSelection((selection) => toggleRow(selection, active)),
      ArrowRight: () => active !== null && !open.has(active) && on.expand(active),
      ArrowLeft: () => active !== null && open.has(active) && on.expand(active),
      Enter: () => rule !== undefined && editRule(rule),
      Delete: () => {
        const gone = ids.size > 0 ? [...ids] : active === null ? [] : [active]
        if (gone.length > 0) void actions.deleteAlerts(gone)
      },
      ...(mod ? { a: () => putSelection((selection) => selectAll(order, selection)) } : {}),
    }
    const run = keys[event.key]
    if (run === undefined || (event.target as Element).closest('button') !== null) return
    event.preventDefault()
    run()
  }

  const { from, to } = range
  return (
    <Grid
      className={styles['grid']}
      aria-label="Alerts"
      aria-multiselectable="true"
      aria-rowcount={lines.length}
      {...(active === null ? {} : { 'aria-activedescendant': rowId(active) })}
      onKeyDown={onKeyDown}
    >
      <Header sort={sort} onSort={onSort} />
      <ContextMenu
        area={
          <RowGroup
            ref={scroller}
            className={styles['scroll']}
            onContextMenu={({ target }) => {
              const row = (target as Element).closest('[data-rule]')?.getAttribute('data-rule') ?? null
              if (row !== null && !ids.has(row)) on.click(row, { shift: false, mod: false })
            }}
          />
        }
        items={ruleItems(
          rules.filter(({ id }) => ids.has(id)),
          now,
        )}
      >
        <div role="presentation" style={{ height: lines.length * lineHeightPx }}>
          <div role="presentation" style={{ transform: `translateY(${from * lineHeightPx}px)` }}>
            {lines
              .slice(from, to)
              .map((line, offset) =>
                line.kind === 'rule' ? (
                  <RuleRow
                    key={line.rule.id}
                    rule={line.rule}
                    place={from + offset}
                    now={now}
                    selected={ids.has(line.rule.id)}
                    active={active === line.rule.id}
                    open={open.has(line.rule.id)}
                    on={on}
                  />
                ) : (
                  <StandingRow
                    key={`${line.rule.id} ${line.place}`}
                    rule={line.rule}
                    place={from + offset}
                    index={line.place}
                  />
                ),
              )}
          </div>
        </div>
      </ContextMenu>
    </Grid>
  )
}
