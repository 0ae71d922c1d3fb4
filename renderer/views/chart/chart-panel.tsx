/** The chart of the selected instrument, with its alert lines and markers. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { symbolOf, type InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { actions } from '../../state/actions.ts'
import { explainError } from '../../state/advice.ts'
import { chartCrosshairPrice } from '../../state/crosshair.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { ContextMenu } from '../../ui/menu.tsx'
import { Empty, Panel } from '../../ui/panel.tsx'
import { ChartTitle } from './chart-header.tsx'
import { menuItems, writeAlert, type MenuPlace } from './chart-menu.ts'
import styles from './chart.module.css'
import { useChart } from './use-chart.ts'

/** Asks for an instrument that the window has not met; answers what went wrong. */
function useMissingInstrument(id: InstrumentId | null, known: boolean): string | null {
  const [problem, setProblem] = useState<{ id: InstrumentId; text: string } | null>(null)
  useEffect(() => {
    if (id === null || known) return
    const ask = async (): Promise<void> => {
      try {
        const found = await actions.call('instruments.get', { instruments: [id] })
        actions.rememberInstruments(found)
        if (found.length === 0) setProblem({ id, text: `No enabled venue knows ${symbolOf(id)}` })
      } catch (error) {
        setProblem({ id, text: explainError(error) })
      }
    }
    void ask()
  }, [id, known])
  return problem !== null && problem.id === id ? problem.text : null
}

function NoInstrument({ problem }: { readonly problem: string | null }) {
  return (
    <Panel label="Chart" title={<h2>Chart</h2>}>
      <Empty title={problem ?? 'Nothing selected'}>
        <span>Select a row of the watchlist, or search for a symbol.</span>
        <Button variant="outline" onClick={() => actions.openDialog({ kind: 'search' })}>
          Search
        </Button>
      </Empty>
    </Panel>
  )
}

const nowhere: MenuPlace = { price: null, openAt: null }

function Chart({ instrument }: { readonly instrument: Instrument }) {
  const host = useRef<HTMLDivElement>(null)
  const legend = useRef<HTMLDivElement>(null)
  const hint = useRef<HTMLDivElement>(null)
  const interval = useApp((state) => state.interval)
  const chart = useChart(host, legend, hint, { instrument, interval })
  const [menu, setMenu] = useState<MenuPlace>(nowhere)
  const { state } = chart

  const onKeyDown = (event: KeyboardEvent): void => {
    const view = chart.view.current
    if (view === null || event.ctrlKey || event.metaKey || event.altKey) return
    const moves: Record<string, () => void> = {
      ArrowLeft: () => view.scrollBars(event.shiftKey ? -50 : -5),
      ArrowRight: () => view.scrollBars(event.shiftKey ? 50 : 5),
      End: () => chart.toLatest(),
      '+': () => view.zoom(1.25),
      '=': () => view.zoom(1.25),
      '-': () => view.zoom(0.8),
    }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    move()
  }

  return (
    <div className={styles['root']}>
      <Panel
        label={`Chart of ${instrument.symbol}`}
        title={<ChartTitle instrument={instrument} interval={interval} />}
        tools={
          <Button variant="primary" title="New alert (Alt A)" onClick={() => writeAlert(instrument, null)}>
            Alert
          </Button>
        }
      >
        <ContextMenu
          area={<div className={styles['body']} />}
          onOpenChange={(open) =>
            open && setMenu({ price: chartCrosshairPrice(), openAt: chart.view.current?.hoveredAt() ?? null })
          }
          items={menuItems(instrument, interval, menu, chart)}
        >
          <div ref={legend} className={styles['legend']} hidden />
          {/* An application (WAI-ARIA): it takes focus, and keys that mean something else to a reader of text. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
          <div
            ref={host}
            className={styles['canvas']}
            role="application"
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            aria-label={`Candles of ${instrument.symbol}, ${interval}. Arrow keys scroll, plus and minus zoom, End goes to the newest candle.`}
            onKeyDown={onKeyDown}
          />
          <div ref={hint} className={styles['mark']} role="tooltip" hidden />
          {state.kind === 'loading' && <output className={styles['veil']}>Loading candles</output>}
          {state.kind === 'empty' && (
            <output className={styles['veil']}>
              <strong>No candles yet</strong>
              <span>
                The venue has no {interval} history of {instrument.symbol}. Try another interval, or wait for
                the first trade.
              </span>
              <Button variant="outline" onClick={chart.reload}>
                Ask again
              </Button>
            </output>
          )}
          {state.kind === 'error' && (
            <div className={styles['veil']} role="alert">
              <strong>The candles could not be loaded</strong>
              <span>{state.message}</span>
              <div className={styles['ways']}>
                <Button variant="outline" onClick={chart.reload}>
                  Try again
                </Button>
                {state.ofVenue && (
                  <Button
                    variant="primary"
                    aria-haspopup="dialog"
                    onClick={() => actions.openDialog({ kind: 'venues', at: instrument.provider })}
                  >
                    Venue settings
                  </Button>
                )}
              </div>
            </div>
          )}
          {state.kind === 'ready' && state.pageError !== null && (
            <div className={styles['note']} role="alert">
              <span>Some candles could not be loaded. {state.pageError}</span>
              <Button onClick={chart.retryPage}>Try again</Button>
            </div>
          )}
          {state.kind === 'ready' && state.pageError === null && chart.note !== null && (
            <output className={styles['hint']}>{chart.note}</output>
          )}
          {state.kind === 'ready' && !chart.atEdge && (
            <div className={styles['latest']}>
              <Button variant="outline" onClick={chart.toLatest}>
                Newest ›
              </Button>
            </div>
          )}
        </ContextMenu>
      </Panel>
    </div>
  )
}

export function ChartPanel() {
  const selected = useApp((state) => state.selected)
  const instrument = useApp((state) =>
    state.selected === null ? undefined : state.instruments.get(state.selected),
  )
  const problem = useMissingInstrument(selected, instrument !== undefined)
  if (instrument === undefined) {
    return selected !== null && problem === null ? (
      <Panel label="Chart" title={<h2>{symbolOf(selected)}</h2>}>
        <Empty title="Loading" />
      </Panel>
    ) : (
      <NoInstrument problem={problem} />
    )
  }
  return <Chart instrument={instrument} />
}
