using System.Diagnostics;
using System.Text;

namespace AIoT.Embedded.Hil.Demo.Processes;

/// <summary>
/// A child of the demo that can't outlive it: a small shell, in a session of its own so that Ctrl-C does not reach it, starts the
/// program and kills it when the pipe from the demo closes, however the demo ended.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    // $1 is the log file, the rest the command. The reader of the pipe is the shell's only other child.
    private const string Guard = """
        log=$1; shift
        exec 2>>"$log"
        exec 3<&0
        "$@" </dev/null & child=$!
        echo "pid $child"
        { cat <&3 >/dev/null; kill -KILL $child; } 2>/dev/null & watcher=$!
        trap 'kill -TERM $child 2>/dev/null' TERM
        while :; do
          wait $child; code=$?
          kill -0 $child 2>/dev/null && continue
          # A signal to the shell ends a wait early; the child's own code is still to be had then.
          wait $child 2>/dev/null; own=$?; [ $own = 127 ] || code=$own
          break
        done
        kill $watcher 2>/dev/null
        exit $code
        """;

    private readonly Process _shell;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<int> _pid = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Func<string, bool> Match, TaskCompletionSource<string> Line)> _waiters = [];
    private readonly Lock _lock = new();

    private ChildProcess(string name, Process shell)
    {
        Name = name;
        _shell = shell;
    }

    /// <summary>What the demo calls it: <c>broker</c>, <c>gateway</c>, or the board's name.</summary>
    public string Name { get; }

    /// <summary>True once the program has ended.</summary>
    public bool HasExited => _shell.HasExited;

    /// <summary>The program's exit code, once it has ended.</summary>
    public int ExitCode => _shell.ExitCode;

    /// <summary>What the program has written to standard output.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a program. Its standard error goes to <paramref name="log"/>.</summary>
    public static ChildProcess Start(string name, string log, string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("setsid") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[] { "--wait", "bash", "-c", Guard, "guard", log, program }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        Process shell;
        try
        {
            shell = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new DemoException($"setsid: can't be started ({error.Message}); install util-linux", error);
        }

        ChildProcess child = new(name, shell);
        shell.OutputDataReceived += (_, e) => child.Received(e.Data);
        shell.BeginOutputReadLine();
        return child;
    }

    /// <summary>The first line of output that matches, whether it has come already or is still to come.</summary>
    /// <exception cref="DemoException">The program ended or the time ran out before.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> match, TimeSpan patience, CancellationToken cancel)
    {
        TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            string? already = _output.ToString().Split('\n').FirstOrDefault(match);
            if (already is not null)
            {
                return already;
            }

            _waiters.Add((match, line));
        }

        Task ended = _shell.WaitForExitAsync(cancel);
        Task first = await Task.WhenAny(line.Task, ended, Task.Delay(patience, cancel)).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();

        // A program that says its line and ends at once does both at the same time: the line counts.
        return line.Task.IsCompleted
            ? await line.Task.ConfigureAwait(false)
            : throw new DemoException(first == ended ? $"{Name} ended with code {_shell.ExitCode} before it was ready" : $"{Name} was not ready within {patience.TotalSeconds:0} s");
    }

    /// <summary>Asks the program to stop (SIGTERM) and waits; kills it when it does not.</summary>
    /// <returns>True when it stopped by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        if (_shell.HasExited)
        {
            return true;
        }

        Signal("TERM");
        using CancellationTokenSource timeout = new(patience);
        try
        {
            await _shell.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _shell.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Kills the program where it stands (SIGKILL).</summary>
    public void Kill() => Signal("KILL");

    /// <summary>Kills the program where it stands (SIGKILL), and returns when it has gone: its files and ports are free.</summary>
    public async Task KillAsync(CancellationToken cancel)
    {
        Kill();
        await _shell.WaitForExitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>True when the program has written such a line.</summary>
    public bool HasWritten(Func<string, bool> match) => Output.Split('\n').Any(match);

    /// <summary>Waits until the program has ended.</summary>
    public Task WaitForExitAsync(CancellationToken cancel) => _shell.WaitForExitAsync(cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Closing the pipe is enough: the shell kills the program.
        try
        {
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // The shell has gone and with it the pipe's other end.
        }

        _shell.Dispose();
    }

    private void Signal(string signal)
    {
        if (_shell.HasExited || !_pid.Task.Wait(TimeSpan.FromSeconds(5)))
        {
            return;
        }

        using Process kill = Process.Start("kill", ["-" + signal, _pid.Task.Result.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Received(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (!_pid.Task.IsCompleted && line.StartsWith("pid ", StringComparison.Ordinal) && int.TryParse(line.AsSpan(4), out int pid))
        {
            _pid.TrySetResult(pid);
            return;
        }

        lock (_lock)
        {
            _output.Append(line).Append('\n');
            foreach ((Func<string, bool> match, TaskCompletionSource<string> waiter) in _waiters)
            {
                if (match(line))
                {
                    waiter.TrySetResult(line);
                }
            }
        }
    }
}
