using System.Diagnostics;

namespace AIoT.Embedded.Gateway.Bench.Processes;

/// <summary>A program that the bench starts, measures and ends. Its standard error goes to a file; it is killed with the bench.</summary>
public sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process, StreamWriter log)
    {
        _process = process;
        _log = log;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>CPU seconds so far, user and system.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>CPU seconds so far in the kernel.</summary>
    public double SystemSeconds
    {
        get
        {
            _process.Refresh();
            return _process.PrivilegedProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Resident memory now, MB (VmRSS, 2^20 bytes).</summary>
    public double ResidentMegabytes => Status("VmRSS:") / 1024.0;

    /// <summary>Highest resident memory since the start, MB (VmHWM).</summary>
    public double PeakMegabytes => Status("VmHWM:") / 1024.0;

    /// <param name="ready">Start of the line of output that says it is up.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string log, string ready = "ready ", IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new BenchException($"{program}: can't be started");
        var child = new ChildProcess(process, new StreamWriter(log, append: true) { AutoFlush = true });
        process.ErrorDataReceived += (_, line) => child.Note(line.Data);
        process.OutputDataReceived += (_, line) =>
        {
            child.Note(line.Data);
            if (line.Data is null)
            {
                child._ready.TrySetException(new BenchException($"{Path.GetFileName(program)} ended before it was ready: see {log}"));
            }
            else if (line.Data.Contains(ready, StringComparison.Ordinal))
            {
                child._ready.TrySetResult(line.Data[(line.Data.IndexOf(ready, StringComparison.Ordinal) + ready.Length)..]);
            }
        };
        _ = child._ready.Task.ContinueWith(task => task.Exception, TaskScheduler.Default);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return child;
    }

    /// <summary>What follows the ready word in its line.</summary>
    public Task<string> ReadyAsync(TimeSpan patience) => _ready.Task.WaitAsync(patience);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, then SIGKILL when it doesn't end.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            Kill();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    private double Status(string key)
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) ?? "";
        return line.Length == 0 ? 0 : double.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }
    }
}
