using System.CommandLine;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway doctor</c>: one line a check, with what to do. Code 1: something is wrong.</summary>
public static class DoctorCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };
        var settings = new Option<string?>("--settings") { Description = "Settings file; without it settings.yaml in the data folder" };
        var doctor = new Command("doctor", "Check set-up, keys, certificates, disk, clock, broker and database") { data, settings };
        doctor.SetAction(async (parsed, stop) =>
        {
            string folder = OptionsResolver.DataFolder(parsed.GetValue(data), Environment.GetEnvironmentVariable);
            bool sound = true;
            await foreach (Finding finding in new Doctor(folder, parsed.GetValue(settings), TimeProvider.System).ExamineAsync(stop))
            {
                sound &= finding.Ok;
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{(finding.Ok ? "ok   " : "WRONG")} {finding.Check,-12} {finding.What}{(finding.Remedy.Length > 0 ? $": {finding.Remedy}" : "")}");
            }

            return sound ? 0 : 1;
        });
        return doctor;
    }
}
