/** One firing with its evidence, and the ways from it: to the chart, to its rule, to the rest of its log. */
import { useRef } from 'react'
import { actions } from '../../state/actions.ts'
import { showOnChart } from '../../state/chart-jump.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { FiringEvidence } from './firing-evidence.tsx'
import { editRule } from './rule-draft.ts'
import { useFiring } from './use-firing.ts'

function FiringView({ id }: { readonly id: string }) {
  const acknowledge = useRef<HTMLButtonElement>(null)
  const { evidence, problem } = useFiring(id)
  const firing = evidence?.firing ?? null
  const instrument = firing?.instrument ?? null
  const rule = useApp((state) => state.rules.find((each) => each.id === firing?.rule))
  return (
    <Modal
      title="Alert fired"
      size="large"
      onClose={actions.closeDialog}
      initialFocus={acknowledge}
      footer={
        firing !== null && (
          <>
            {rule !== undefined && <Button onClick={() => editRule(rule)}>Edit rule</Button>}
            <Button onClick={() => actions.openLog({ rule: firing.rule })}>All firings of it</Button>
            {instrument !== null && (
              <Button onClick={() => showOnChart(instrument, firing.happenedAt ?? firing.firedAt)}>
                Chart
              </Button>
            )}
            {firing.acknowledgedAt === null && (
              <Button
                ref={acknowledge}
                variant="solid"
                onClick={() => {
                  void actions.acknowledgeFirings([firing.id])
                  actions.closeDialog()
                }}
              >
                Acknowledge
              </Button>
            )}
          </>
        )
      }
    >
      {problem !== null && <output>{problem}</output>}
      {evidence === null ? (
        problem === null && <output>Loading</output>
      ) : (
        <FiringEvidence evidence={evidence} />
      )}
    </Modal>
  )
}

/** Shown while the store says that a firing is open. */
export function FiringDialog() {
  const dialog = useApp((state) => state.dialog)
  return dialog?.kind === 'firing' ? <FiringView id={dialog.id} /> : null
}
