using System.Diagnostics;

namespace AIoT.Embedded.Hil.Demo.Audit;

/// <summary>Has the gateway's ledger of decisions verified, by the command that a user would take.</summary>
public static class LedgerCheck
{
    /// <summary>Verifies the ledger in a data folder.</summary>
    /// <returns>The verifier's line; null: the gateway made no ledger key there.</returns>
    /// <exception cref="DemoException">The ledger is broken.</exception>
    public static async Task<string?> VerifyAsync(string gateway, string data, CancellationToken cancel)
    {
        string key = Path.Combine(data, "ledger.pub");
        if (!File.Exists(key))
        {
            return null;
        }

        using Process verify = Process.Start(new ProcessStartInfo(gateway, ["ledger", "verify", Path.Combine(data, "gateway.db"), "--key", key]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = verify.StandardError.ReadToEndAsync(cancel);
        string finding = (await verify.StandardOutput.ReadToEndAsync(cancel).ConfigureAwait(false)).Trim();
        await verify.WaitForExitAsync(cancel).ConfigureAwait(false);
        return verify.ExitCode == 0 ? finding : throw new DemoException($"the ledger does not verify: {finding} {(await errors.ConfigureAwait(false)).Trim()}");
    }
}
