using System.CommandLine;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway restore</c>.</summary>
public static class RestoreCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The data folder to restore to; no gateway may run on it (or AIOT_GATEWAY_DATA)" };
        var from = new Argument<string>("folder") { Description = "What `backup` made" };
        var replace = new Option<bool>("--replace") { Description = "Put aside what is in the data folder (to NAME.replaced-TIME)" };
        var restore = new Command("restore", "Verify a backup and put it into a data folder") { from, data, replace };
        restore.SetAction((parsed, _) =>
        {
            string folder = OptionsResolver.DataFolder(parsed.GetValue(data), Environment.GetEnvironmentVariable);
            long size = Backup.Restore(parsed.GetValue(from)!, folder, parsed.GetValue(replace));
            parsed.InvocationConfiguration.Output.WriteLine($"{folder}: restored; the ledger goes on behind record {size}, which says so. Boards send again what they still hold.");
            return Task.FromResult(0);
        });
        return restore;
    }
}
