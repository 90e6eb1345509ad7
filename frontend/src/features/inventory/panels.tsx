/** The dialogs of the grid: none of them is needed to show rows, so they come when one is opened. */
import type { LevelQuestion } from "@/api/types";
import { ColumnsDialog } from "./columns/dialog";
import { ReviewDialog } from "./edit/review-dialog";
import type { useDrafts } from "./edit/use-drafts";
import { ExportDialog } from "./export/dialog";
import { FilterDialog } from "./filters/dialog";
import type { Panel } from "./panel";
import type { Rows } from "./rows/windows";
import { BulkDialog } from "./selection/bulk-dialog";
import type { Selection } from "./selection/selection";
import { ViewsDialog } from "./views/dialog";
import type { View } from "./views/view";
import "@/words/grid-panels";

export interface PanelsProps {
  panel: Panel;
  view: View;
  change: (patch: Partial<View>) => void;
  rows: Rows;
  question: LevelQuestion;
  selection: Selection;
  drafts: ReturnType<typeof useDrafts>;
  mayWrite: boolean;
  onSuccess: (message: string) => void;
  onBulkSent: (changeSetId: string) => void;
  onDraftsSent: (changeSetId: string, keys: readonly string[]) => void;
  onClose: () => void;
}

export function Panels(props: PanelsProps) {
  const { panel, view, change, rows, drafts, onClose, onSuccess } = props;
  switch (panel) {
    case "filter":
      return <FilterDialog filter={view.filter} onApply={(filter) => change({ filter })} onClose={onClose} />;
    case "columns":
      return <ColumnsDialog layout={view.layout} onChange={(layout) => change({ layout })} onClose={onClose} />;
    case "file":
      return <ExportDialog view={view} total={rows.count} isCapped={rows.isCapped} onSuccess={onSuccess} onClose={onClose} />;
    case "views":
      return <ViewsDialog view={view} mayShare={props.mayWrite} change={change} onSuccess={onSuccess} onClose={onClose} />;
    case "review":
      return (
        <ReviewDialog
          drafts={drafts.drafts}
          onChange={(next) => drafts.step({ do: "replace", drafts: next })}
          onSent={props.onDraftsSent}
          onClose={onClose}
        />
      );
    case "bulk":
      return <BulkDialog selection={props.selection} question={props.question} onSent={props.onBulkSent} onClose={onClose} />;
  }
}
