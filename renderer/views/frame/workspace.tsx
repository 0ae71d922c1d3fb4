/** The grid of panels between header and footer, with the lines that are dragged to size them. */
import { useRef, type ReactNode } from 'react'
import { actions } from '../../state/actions.ts'
import { useApp } from '../../state/store.ts'
import { Splitter } from '../../ui/splitter.tsx'
import { effectiveLayout, limits, type Layout } from './layout.ts'
import styles from './frame.module.css'
import { useWindowSize } from './use-window-size.ts'

type Props = {
  readonly left: ReactNode
  readonly chart: ReactNode
  readonly bottom: ReactNode
  readonly rightTop: ReactNode
  readonly rightBottom: ReactNode
}

/** Width of the column that the editor covers, less its distance from the edge. */
const editorWidth = 454

export function Workspace({ left, chart, bottom, rightTop, rightBottom }: Props) {
  const chosen = useApp((state) => state.settings.layout)
  const size = useWindowSize()
  // The alert editor stands over the right column: the chart, on which its level is dragged, stays whole beside it.
  const isEditing = useApp((state) => state.dialog?.kind === 'alert')
  const layout = effectiveLayout(
    isEditing ? { ...chosen, rightWidth: Math.max(chosen.rightWidth, editorWidth) } : chosen,
    size,
  )
  const right = useRef<HTMLDivElement>(null)
  const change = (part: Partial<Layout>): void => actions.saveSettingsSoon({ layout: { ...chosen, ...part } })

  return (
    <main
      className={styles['workspace']}
      style={{
        gridTemplateColumns: `${layout.leftWidth}px var(--gap) minmax(0, 1fr) var(--gap) ${layout.rightWidth}px`,
      }}
    >
      {left}
      <Splitter
        label="Width of the watchlist"
        orientation="vertical"
        value={layout.leftWidth}
        {...limits.leftWidth}
        unitsPerPixel={() => 1}
        onChange={(value) => change({ leftWidth: Math.round(value) })}
      />
      <div
        className={styles['column']}
        style={{ gridTemplateRows: `minmax(0, 1fr) var(--gap) ${layout.bottomHeight}px` }}
      >
        {chart}
        <Splitter
          label="Height of the connections"
          orientation="horizontal"
          value={layout.bottomHeight}
          {...limits.bottomHeight}
          unitsPerPixel={() => -1}
          onChange={(value) => change({ bottomHeight: Math.round(value) })}
        />
        {bottom}
      </div>
      <Splitter
        label="Width of alerts and inbox"
        orientation="vertical"
        value={layout.rightWidth}
        {...limits.rightWidth}
        unitsPerPixel={() => -1}
        onChange={(value) => change({ rightWidth: Math.round(value) })}
      />
      <div
        ref={right}
        className={styles['column']}
        style={{
          gridTemplateRows: `minmax(0, ${layout.rightSplit}fr) var(--gap) minmax(0, ${1 - layout.rightSplit}fr)`,
        }}
      >
        {rightTop}
        <Splitter
          label="Share of the alerts"
          orientation="horizontal"
          value={layout.rightSplit}
          {...limits.rightSplit}
          unitsPerPixel={() => 1 / Math.max(1, right.current?.clientHeight ?? 1)}
          onChange={(rightSplit) => change({ rightSplit })}
        />
        {rightBottom}
      </div>
    </main>
  )
}
