using System.Diagnostics;

namespace AIoT.Embedded.Hil.Targets;

/// <summary>A running process. Its standard error is kept for the report's sake; disposing kills it with its children.</summary>
public sealed class ProcessSession : ITargetSession
{
    private const int NotesLength = 400;
    private readonly Process _process;
    private readonly Stream _output;
    private readonly Task<string> _errors;

    /// <summary>Takes over the process.</summary>
    public ProcessSession(Process process, bool input)
    {
        _process = process;
        HasInput = input;
        _output = process.StandardOutput.BaseStream;
        _errors = LastOfAsync(process.StandardError);
        if (!input)
        {
            process.StandardInput.Close();
        }
    }

    /// <inheritdoc/>
    public bool HasInput { get; }

    /// <inheritdoc/>
    public TargetEnd End { get; private set; } = new(TargetEndKind.Exited, "not ended");

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        int count = await _output.ReadAsync(buffer, cancel);
        if (count == 0)
        {
            await _process.WaitForExitAsync(cancel);
            string notes = await _errors;
            string words = notes.Length == 0 ? "" : $"; it wrote: {notes}";

            // .NET gives 128 + the signal for a process that a signal ended.
            End = _process.ExitCode switch
            {
                0 => new(TargetEndKind.Exited, "the process ended with exit code 0" + words),
                > 128 => new(TargetEndKind.Crashed, $"the process was ended by signal {_process.ExitCode - 128}" + words),
                _ => new(TargetEndKind.Crashed, $"the process ended with exit code {_process.ExitCode}" + words),
            };
        }

        return count;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(bytes, cancel);
            await _process.StandardInput.BaseStream.FlushAsync(cancel);
        }
        catch (IOException)
        {
            // The process has ended: reading will tell how.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static async Task<string> LastOfAsync(StreamReader errors)
    {
        string last = "";
        char[] buffer = new char[4096];
        int count;
        while ((count = await errors.ReadAsync(buffer)) > 0)
        {
            last += new string(buffer, 0, count);
            last = last.Length > NotesLength ? last[^NotesLength..] : last;
        }

        return last.ReplaceLineEndings(" ").Trim();
    }
}
