using System.Text.Json;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Security;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>Asks boards for raw samples, and writes into the ledger who did: raw vibration tells more of a plant than its readings do.</summary>
public sealed class CaptureDesk(CaptureInbox inbox, LedgerTree ledger, TimeProvider time)
{
    /// <param name="cause"><c>request</c> or <c>alarm</c>.</param>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The disk refuses the record: the board is not asked.</exception>
    /// <returns>How the board's capture stands; who asks while another waits shares its capture, and nothing is written.</returns>
    public CaptureStatus Ask(string device, Caller who, string cause)
    {
        if (!inbox.IsBusy(device))
        {
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            ledger.Write((_, transaction) => ledger.Append(transaction, new LedgerEntry("", 0, now, CaptureRequestRecord.KindName, "", JsonSerializer.Serialize(
                new CaptureRequestRecord { UtcMs = now, Device = device, Cause = cause, By = who.Name, KeyId = who.KeyId, Previous = ledger.Previous }, GatewayJson.Options))));
        }

        return inbox.Ask(device, cause == "alarm" ? "alarm" : who.Name);
    }
}
