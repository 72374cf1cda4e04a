using System.CommandLine;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway backup</c>.</summary>
public static class BackupCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };
        var to = new Argument<string>("folder") { Description = "A folder to make; it holds keys, so only this user may enter" };
        var backup = new Command("backup", "Copy everything, beside a running gateway, and verify the copy") { to, data };
        backup.SetAction((parsed, _) =>
        {
            string folder = OptionsResolver.DataFolder(parsed.GetValue(data), Environment.GetEnvironmentVariable);
            (long readings, Ledger.LedgerFinding ledger) = Backup.Make(folder, parsed.GetValue(to)!);
            parsed.InvocationConfiguration.Output.WriteLine($"{parsed.GetValue(to)}: {readings} readings, {ledger.Records} ledger records; the copy is sound{(ledger.Ok ? ", the ledger verifies" : $", BUT THE LEDGER DOES NOT VERIFY: {ledger.Reason}")}");
            return Task.FromResult(ledger.Ok ? 0 : 1);
        });
        return backup;
    }
}
