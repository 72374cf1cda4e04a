using System.CommandLine;
using AIoT.Embedded.Gateway.Assets;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway</c>: 0 done, 1 something is wrong with what was looked at, 2 the user can put it right.</summary>
public static class GatewayCommand
{
    /// <summary>What the user can put right.</summary>
    public const int UsageError = 2;

    /// <summary>All commands.</summary>
    public static RootCommand Root() => new("The AIoT.Embedded gateway: readings from boards to decisions about machines")
    {
        InitCommand.Build(), RunCommand.Build(), StatusCommand.Build(), DoctorCommand.Build(), AssetsCommand.Build(), CalibrateCommand.Build(), KeysCommand.Build(), BoardCommand.Build(), CertificatesCommand.Build(), DeviceCommand.Build(), ReferenceCommand.Build(), ModelCommand.Build(), AttestCommand.Build(), BackupCommand.Build(), RestoreCommand.Build(), LedgerCommand.Build(), EnsembleCommand.Build(), DecisionsCommand.Build(),
    };

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand root = Root();
        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            string command = result.CommandResult.Command is RootCommand ? "" : result.CommandResult.Command.Name + " ";
            await error.WriteLineAsync($"aiot-gateway: {string.Join(" ", result.Errors.Select(wrong => wrong.Message))} See aiot-gateway {command}--help");
            return UsageError;
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = error });
        }
        catch (UsageException wrong)
        {
            await error.WriteLineAsync($"aiot-gateway: {wrong.Message}");
            return UsageError;
        }
        catch (SqliteException wrong)
        {
            await error.WriteLineAsync($"aiot-gateway: the database can't be used: {wrong.Message.ReplaceLineEndings(" ")} `aiot-gateway doctor` looks at it; a damaged one is replaced by `aiot-gateway restore BACKUP --replace`");
            return UsageError;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"aiot-gateway: {wrong.Message.ReplaceLineEndings(" ")}");
            return UsageError;
        }
    }
}
