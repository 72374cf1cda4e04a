using System.ComponentModel;
using System.Diagnostics;

namespace AIoT.Embedded.Hil.Targets;

/// <summary>An application that is a process here: a virtual board, or an interpreter with its .pe files.</summary>
public sealed class ProcessTarget(IReadOnlyList<string> command, bool input) : ITarget
{
    /// <inheritdoc/>
    public string Description => string.Join(' ', command);

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ITargetSession> StartAsync(CancellationToken cancel)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            return Task.FromResult<ITargetSession>(new ProcessSession(Process.Start(start)!, input));
        }
        catch (Win32Exception error)
        {
            throw new UnavailableException($"{command[0]}: can't be started ({error.NativeErrorCode switch { 2 => "no such file", 13 => "no permission", _ => error.Message }}); check 'launch' and 'interpreter' of the rig");
        }
    }
}
