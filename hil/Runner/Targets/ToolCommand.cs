using System.ComponentModel;
using System.Diagnostics;

namespace AIoT.Embedded.Hil.Targets;

/// <summary>A command of the rig: flashing, resetting.</summary>
internal static class ToolCommand
{
    /// <summary>Runs it to its end.</summary>
    /// <exception cref="UnavailableException">It can't be started, fails, or takes too long.</exception>
    public static async Task RunAsync(string key, IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancel)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new UnavailableException($"{command[0]}: no such program; install it, or correct '{key}' of the rig");
        }

        using (process)
        {
            process.StandardInput.Close();
            using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            time.CancelAfter(limit);
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(time.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancel.ThrowIfCancellationRequested();
                throw new UnavailableException($"'{key}' of the rig ({string.Join(' ', command)}) did not end within {limit.TotalSeconds:0} s; is the board in its boot mode?");
            }

            if (process.ExitCode != 0)
            {
                string said = (await output + "\n" + await errors).Trim().Split('\n')[^1].Trim();
                throw new UnavailableException($"'{key}' of the rig ({string.Join(' ', command)}) failed with exit code {process.ExitCode}: {said}");
            }
        }
    }
}
