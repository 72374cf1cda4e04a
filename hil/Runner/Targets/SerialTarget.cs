using System.Globalization;
using AIoT.Embedded.Hil.Rigs;

namespace AIoT.Embedded.Hil.Targets;

/// <summary>A board on a serial port: flashed by a command where the rig has one, started anew by a modem line or a command, read through the tty.</summary>
public sealed class SerialTarget(Rig rig) : ITarget
{
    private static readonly TimeSpan ResetPulse = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ResetCommandLimit = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"{rig.Port} at {rig.Baud} baud");

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        if (rig.Flash.Count == 0)
        {
            return;
        }

        if (rig.Image is not null && !File.Exists(rig.Image))
        {
            throw new UnavailableException($"{rig.Image}: no such image; build it, or correct 'image' of the rig");
        }

        await ToolCommand.RunAsync("flash", Fill(rig.Flash), rig.FlashLimit, cancel);
    }

    /// <inheritdoc/>
    public async Task<ITargetSession> StartAsync(CancellationToken cancel)
    {
        if (rig.Reset == ResetKind.Command)
        {
            // The command may want the port for itself; what the board prints while the port is closed waits in its driver, or is noise that is missed.
            await ToolCommand.RunAsync("reset.command", Fill(rig.ResetCommand), ResetCommandLimit, cancel);
        }

        Tty tty = Tty.Open(rig.Port!, rig.Baud);
        try
        {
            if (rig.Reset is ResetKind.Rts or ResetKind.Dtr)
            {
                await PulseAsync(tty, cancel);
            }

            return new SerialSession(tty, rig.Input);
        }
        catch
        {
            tty.Dispose();
            throw;
        }
    }

    private async Task PulseAsync(Tty tty, CancellationToken cancel)
    {
        bool rts = rig.Reset == ResetKind.Rts;
        bool done = rts ? tty.SetDtr(false) && tty.SetRts(true) : tty.SetDtr(true);
        tty.Flush();
        await Task.Delay(ResetPulse, cancel);
        done &= rts ? tty.SetRts(false) : tty.SetDtr(false);
        if (!done)
        {
            throw new UnavailableException($"{rig.Port}: has no modem lines to reset the board with; write reset: {{by: command, command: [...]}} or by: none");
        }
    }

    private IReadOnlyList<string> Fill(IReadOnlyList<string> command) =>
    [
        .. command.Select(word => word.Replace("{port}", rig.Port, StringComparison.Ordinal).Replace("{image}", rig.Image, StringComparison.Ordinal)
            .Replace("{baud}", rig.Baud.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{rig}", rig.Folder, StringComparison.Ordinal)),
    ];
}
