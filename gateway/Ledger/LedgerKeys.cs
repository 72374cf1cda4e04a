using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tpm;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>Which key signs.</summary>
public static class LedgerKeys
{
    /// <summary>
    /// The key that stands in the data folder, or in the TPM that it names. A folder that was never set up gets one at its first start; a ledger that has heads and no key
    /// does not: that would hide that its key is gone.
    /// </summary>
    /// <exception cref="UsageException">The key is absent or wrong.</exception>
    public static ILedgerSigner Open(GatewayDatabase database, string folder)
    {
        if (TpmLedgerSigner.Exists(folder))
        {
            return TpmLedgerSigner.Load(folder);
        }

        if (!FileLedgerSigner.Exists(folder))
        {
            using SqliteConnection reader = database.OpenReader();
            if (LedgerStore.NewestHead(reader) is null)
            {
                return FileLedgerSigner.Create(folder);
            }
        }

        return FileLedgerSigner.Load(folder);
    }
}
