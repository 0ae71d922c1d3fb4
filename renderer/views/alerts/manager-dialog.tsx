/** The manager: every alert in one list, searched, sorted, selected, and changed many at a time. */
import { useEffect, useMemo, useRef, useState, type ClipboardEvent, type DragEvent } from 'react'
import { actions } from '../../state/actions.ts'
import { appStore, everyRule, useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { Empty } from '../../ui/panel.tsx'
import { useNow } from '../../ui/use-now.ts'
import { distanceNow, useAtr } from './distance-view.tsx'
import { ManagerList } from './manager-list.tsx'
import { filterRules, sortRules, type RuleSort } from './manager-rows.ts'
import { AllTools, BulkTools, Filters } from './manager-tools.tsx'
import styles from './manager.module.css'

const sortEveryMs = 2000

/** Counts up while distances decide the order and no hand is over the list: a row never leaves from under the pointer. */
function useSortClock(live: boolean, over: { readonly current: boolean }): number {
  const [version, setVersion] = useState(0)
  useEffect(() => {
    if (!live) return undefined
    const timer = setInterval(() => {
      if (!document.hidden && !over.current) setVersion((before) => before + 1)
    }, sortEveryMs)
    return () => clearInterval(timer)
  }, [live, over])
  return version
}

/** A file that is dropped, or the text of one that is pasted, is looked at before it changes anything. */
function openText(text: string): void {
  actions.openDialog({ kind: 'alert-import', text })
}

function onDrop(event: DragEvent): void {
  const file = event.dataTransfer.files[0]
  if (file === undefined) return
  event.preventDefault()
  void file.text().then(openText)
}

function onPaste(event: ClipboardEvent): void {
  const text = event.clipboardData.getData('text')
  if (!text.trimStart().startsWith('{') || (event.target as Element).matches('input, textarea')) return
  event.preventDefault()
  openText(text)
}

export function ManagerDialog() {
  const rules = useApp((state) => state.rules)
  const filter = useApp((state) => state.ruleFilter)
  const selected = useApp((state) => state.selectedRules)
  const [sort, setSort] = useState<RuleSort>({ by: 'state', descending: false })
  const now = useNow(10_000)
  const over = useRef(false)
  const version = useSortClock(sort.by === 'distance', over)
  useAtr()
  const shown = useMemo(() => {
    const distances = new Map<string, number | null>()
    const found = filterRules(rules, filter, now)
    if (sort.by === 'distance') for (const rule of found) distances.set(rule.id, distanceNow(rule).percent)
    return sortRules(found, sort, ({ id }) => distances.get(id) ?? null, now)
    // `version`: the prices are another.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [rules, filter, sort, now, version])
  const chosen = shown.filter(({ id }) => selected.has(id))

  const onSort = (by: RuleSort['by']): void =>
    setSort((before) => ({
      by,
      // Times begin with the latest, everything else with the first.
      descending: before.by === by ? !before.descending : by === 'lastFired' || by === 'created',
    }))

  return (
    <Modal
      title="Manage alerts"
      size="wide"
      onClose={actions.closeDialog}
      footer={
        <div className={styles['bottom']}>
          {chosen.length > 0 ? <BulkTools rules={chosen} now={now} /> : <AllTools any={rules.length > 0} />}
        </div>
      }
    >
      {/* A place to drop and paste, besides being a region: both can be done by Import too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <section
        className={styles['manager']}
        aria-label="Alerts"
        onPointerEnter={() => (over.current = true)}
        onPointerLeave={() => (over.current = false)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={onDrop}
        onPaste={onPaste}
      >
        <Filters rules={rules} shown={shown.length} now={now} />
        {rules.length === 0 ? (
          <Empty title="No alerts yet">
            <span>Make one, or drop a file of alerts here.</span>
          </Empty>
        ) : shown.length === 0 ? (
          <Empty title="No alert is like that">
            <span>None of the {rules.length.toLocaleString('en-US')} alerts passes these filters.</span>
            <Button variant="outline" onClick={() => appStore.setState({ ruleFilter: everyRule })}>
              Show all
            </Button>
          </Empty>
        ) : (
          <ManagerList rules={shown} now={now} sort={sort} onSort={onSort} />
        )}
      </section>
    </Modal>
  )
}
