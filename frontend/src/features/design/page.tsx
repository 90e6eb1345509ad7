/** Every part of `ui/` in each of its states, for whoever builds with them. In English, as the code is. */
import { Inbox, Package } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge, type Tone } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { CopyButton } from "@/ui/copy-button";
import { Dialog } from "@/ui/dialog";
import { Feed, FeedRow } from "@/ui/feed";
import { Kbd } from "@/ui/kbd";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Banner, EmptyState, ErrorState, Progress, Skeleton } from "@/ui/states";
import { Cause } from "@/ui/stock/cause";
import { showToast } from "@/ui/toaster";
import "@/words/inside";
import { Fields } from "./fields";
import { Figures } from "./figures";
import { Tokens } from "./tokens";

const TONES: readonly Tone[] = ["good", "warn", "bad", "info", "violet", "brand", "neutral"];
const LOOKS = ["primary", "plain", "quiet", "danger"] as const;

export function DesignPage() {
  return (
    <Page title="Design" subtitle="Tokens and parts, each in every state">
      <Tokens />
      <Buttons />
      <Fields />
      <Overlays />
      <States />
      <Figures />
      <Card title="Badges and causes">
        <Row>
          {TONES.map((tone) => (
            <Badge key={tone} tone={tone} dot>
              {tone}
            </Badge>
          ))}
          <Cause cause="order" />
          <Cause cause="adjustment" />
          <Cause cause="unexplained" />
        </Row>
      </Card>
      <Card title="Feed" flush>
        <Feed label="A feed">
          <FeedRow mark={<Package aria-hidden className="size-4" />} title="Desk lamp" details={["Leeds", null, "today"]} figure="+3" figureNote="on hand" />
        </Feed>
      </Card>
    </Page>
  );
}

function Row({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>;
}

function Buttons() {
  const [view, setView] = useState<"all" | "some">("all");
  return (
    <Card title="Buttons">
      <div className="flex flex-col gap-3">
        {LOOKS.map((look) => (
          <Row key={look}>
            <Button look={look}>{look}</Button>
            <Button look={look} small>
              small
            </Button>
            <Button look={look} disabled>
              disabled
            </Button>
            <Button look={look} aria-busy>
              busy
            </Button>
          </Row>
        ))}
        <Row>
          <IconButton label="A picture alone">
            <Inbox aria-hidden className="size-4" />
          </IconButton>
          <CopyButton text="copied" label="Copy" doneLabel="Copied" />
          <Segmented
            label="Choices"
            value={view}
            options={[
              { value: "all", label: "All" },
              { value: "some", label: "Some" },
            ]}
            onChange={setView}
          />
          <span>
            <Kbd>Ctrl</Kbd> <Kbd>K</Kbd>
          </span>
        </Row>
      </div>
    </Card>
  );
}

function Overlays() {
  const [open, setOpen] = useState<"dialog" | "confirm" | "failed" | null>(null);
  const close = () => setOpen(null);
  const error = <ErrorState title="It could not be removed" detail="The server is busy." />;
  return (
    <Card title="In front of the page" note="A dialog for a task, a question before what cannot be undone, a toast for what succeeded">
      <Row>
        <Button onClick={() => setOpen("dialog")}>Dialog</Button>
        <Button onClick={() => setOpen("confirm")}>Confirmation</Button>
        <Button onClick={() => setOpen("failed")}>Confirmation that failed</Button>
        <Button onClick={() => showToast("Saved")}>Toast</Button>
      </Row>
      <Dialog
        open={open === "dialog"}
        onClose={close}
        title="A task"
        description="What it is for"
        closeLabel="Close"
        footer={
          <Button look="primary" onClick={close}>
            Done
          </Button>
        }
      >
        <p className="text-sm">Its content scrolls; its buttons stay.</p>
      </Dialog>
      <Confirm
        open={open === "confirm" || open === "failed"}
        title="Remove it?"
        body="It cannot be brought back."
        confirm="Remove"
        cancel="Cancel"
        busy={false}
        error={open === "failed" && error}
        onConfirm={close}
        onCancel={close}
      />
    </Card>
  );
}

function States() {
  return (
    <Card title="Empty, loading, failed, going on">
      <div className="flex flex-col gap-4">
        <EmptyState icon={<Inbox className="size-5" />} title="Nothing here yet" body="What would be here, and how it comes." action={<Button small>Begin</Button>} />
        <Skeleton className="h-9" />
        <ErrorState title="It could not be read" detail="The server said why." reference="Reference req_1" retry="Try again" onRetry={() => showToast("Tried")} />
        <Banner tone="info" title="Something to know" body="It stays as long as it is true." />
        <Banner tone="warn" title="Something to see to" body="With what to do." action={<Button small>See</Button>} />
        <Banner tone="bad" title="Something is broken" body="With what to do." />
        <Progress label="Reading" share={0.4} text="4,000 of 10,000" />
        <Progress label="Waiting" share={null} text="The total is not known yet" />
      </div>
    </Card>
  );
}
