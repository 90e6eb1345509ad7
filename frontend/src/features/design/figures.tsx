import { Card } from "@/ui/card";
import { Ago, Delta, MoneyText, Quantity, When } from "@/ui/display";
import { StateBadge } from "@/ui/stock/state-badge";
import { Table, Td, Th } from "@/ui/table";

const MOMENT = "2026-11-20T10:00:00Z";

/** Quantities, money and times, always in the shop's own currency, zone and the reader's locale. */
export function Figures() {
  return (
    <Card title="Figures" note="In the shop's currency and zone, as the reader's language writes them" flush>
      <Table label="Figures">
        <thead>
          <tr>
            <Th>What</Th>
            <Th end>Above zero</Th>
            <Th end>Zero</Th>
            <Th end>Below zero</Th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <Td>Quantity</Td>
            {[1234567, 0, -3].map((value) => (
              <Td key={value} end>
                <Quantity value={value} />
              </Td>
            ))}
          </tr>
          <tr>
            <Td>Change</Td>
            {[12, 0, -12].map((value) => (
              <Td key={value} end>
                <Delta value={value} />
              </Td>
            ))}
          </tr>
          <tr>
            <Td>Money</Td>
            {["1234.50", "0.00", "-8.10"].map((amount) => (
              <Td key={amount} end>
                <MoneyText value={{ amount, currency: "GBP" }} />
              </Td>
            ))}
          </tr>
          <tr>
            <Td>Money that is not known</Td>
            <Td end>
              <MoneyText value={null} />
            </Td>
            <Td end />
            <Td end />
          </tr>
          <tr>
            <Td>A moment</Td>
            <Td end>
              <When at={MOMENT} />
            </Td>
            <Td end>
              <Ago at={MOMENT} />
            </Td>
            <Td end />
          </tr>
          <tr>
            <Td>A level's state</Td>
            <Td end>
              <StateBadge state="in_stock" />
            </Td>
            <Td end>
              <StateBadge state="out_of_stock" />
            </Td>
            <Td end>
              <StateBadge state="negative" />
            </Td>
          </tr>
        </tbody>
      </Table>
    </Card>
  );
}
