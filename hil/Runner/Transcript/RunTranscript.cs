using System.Globalization;
using AIoT.Embedded.Replay;

namespace AIoT.Embedded.Hil.Transcript;

/// <summary>Follows what a target prints and says what became of the run. Holds no clock: who reads the target says when it waited too long.</summary>
public sealed class RunTranscript
{
    private const int KeptNoiseLines = 12;
    private const int KeptNoiseLength = 120;
    private readonly Dictionary<string, CaseReport> _cases = new(StringComparer.Ordinal);
    private readonly Queue<string> _noise = new();
    private readonly LineAssembler _lines;
    private readonly string? _expectTarget;
    private readonly int _floodBytes;
    private int _next;
    private int _passed;
    private int _failed;
    private long _bytesSinceLine;

    /// <summary>Follows a run.</summary>
    /// <param name="expectTarget">The target's name that the greeting must give, or null.</param>
    /// <param name="floodBytes">Bytes in a row without a line of the protocol that are too many.</param>
    public RunTranscript(string? expectTarget, int floodBytes)
    {
        _expectTarget = expectTarget;
        _floodBytes = floodBytes;
        _lines = new LineAssembler(Take);
    }

    /// <summary>A line that asks for input came: its number, the most bytes in a line, the most in a case.</summary>
    public event Action<int, int, int>? Wanted;

    /// <summary>A case ended.</summary>
    public event Action<CaseReport>? Ended;

    /// <summary>A line of a kind that is not the replay's: calibration's own.</summary>
    public event Action<string>? Other;

    /// <summary>What became of the run; null while it goes on.</summary>
    public Verdict? Verdict { get; private set; }

    /// <summary>The verdict in words.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>The application's name, from the greeting.</summary>
    public string? Application { get; private set; }

    /// <summary>The target's name, from the greeting.</summary>
    public string? TargetName { get; private set; }

    /// <summary>The firmware's version, from the greeting.</summary>
    public string? FirmwareVersion { get; private set; }

    /// <summary>Managed memory free at the start.</summary>
    public long FreeBytes { get; private set; }

    /// <summary>The case that has begun and not ended.</summary>
    public string? OpenCase { get; private set; }

    /// <summary>Bytes that came.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of lines that are not the protocol's: boot messages.</summary>
    public long NoiseBytes { get; private set; }

    /// <summary>Lines whose check failed.</summary>
    public int DamagedLines { get; private set; }

    /// <summary>Lines whose number never came.</summary>
    public int LostLines { get; private set; }

    /// <summary>Good lines so far.</summary>
    public int GoodLines { get; private set; }

    /// <summary>The last lines that are not the protocol's.</summary>
    public IReadOnlyCollection<string> Noise => _noise;

    /// <summary>The cases that ended, in their order.</summary>
    public IReadOnlyCollection<CaseReport> Cases => _cases.Values;

    /// <summary>Takes bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        _bytesSinceLine += bytes.Length;
        _lines.Add(bytes);
        if (Verdict is null && _bytesSinceLine > _floodBytes)
        {
            End(Transcript.Verdict.Flooded, string.Create(CultureInfo.InvariantCulture, $"{_bytesSinceLine:N0} bytes in a row were no lines of the protocol{Where()}; last: {Last()}"));
        }
    }

    /// <summary>The target's bytes ended.</summary>
    public void Closed(Targets.TargetEnd end)
    {
        _lines.Flush();
        if (Verdict is not null)
        {
            return;
        }

        End(end.Kind switch
        {
            Targets.TargetEndKind.Unplugged => Transcript.Verdict.Unplugged,
            Targets.TargetEndKind.Crashed => Transcript.Verdict.Crashed,
            _ => Transcript.Verdict.EndedEarly,
        }, end.Detail + Where());
    }

    /// <summary>No line came for too long.</summary>
    public void TimedOut(TimeSpan limit)
    {
        string seconds = limit.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
        if (Application is not null)
        {
            End(Transcript.Verdict.Hung, $"no line for {seconds} s{Where()}" + (_bytesSinceLine == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", but {_bytesSinceLine:N0} other bytes; last: {Last()}")));
        }
        else if (Bytes == 0)
        {
            End(Transcript.Verdict.Silent, $"no byte came in {seconds} s; is the board powered, the port the right one, the application flashed?");
        }
        else
        {
            End(Transcript.Verdict.NoGreeting, string.Create(CultureInfo.InvariantCulture, $"{Bytes:N0} bytes came in {seconds} s but no greeting ({DamagedLines} damaged lines); is the application flashed and the baud rate right? last: {Last()}"));
        }
    }

    /// <summary>The run took too long.</summary>
    public void TookTooLong(TimeSpan limit) => End(Transcript.Verdict.TooLong, string.Create(CultureInfo.InvariantCulture, $"not ended after {limit.TotalSeconds:0.##} s{Where()}"));

    private void Take(string text)
    {
        if (Verdict is not null)
        {
            return;
        }

        if (!text.Contains(LineWriter.Mark, StringComparison.Ordinal))
        {
            // A damaged mark makes a line noise; its missing number tells.
            KeepNoise(text);
            return;
        }

        if (ProtocolLine.Read(text) is not { } line)
        {
            DamagedLines++;
            KeepNoise(text);
            return;
        }

        GoodLines++;
        _bytesSinceLine = 0;
        if (line.Number == 0 && _next > 0)
        {
            End(Transcript.Verdict.Reset, $"the application started again{Where()}; a crash of the firmware, a brown-out or a watchdog");
            return;
        }

        LostLines += Math.Max(0, line.Number - _next);
        _next = line.Number + 1;
        Read(line.Text.Split(' '), line.Text);
    }

    private void Read(string[] words, string text)
    {
        switch (words[0])
        {
            case "hello" when words.Length == 6:
                Greet(words);
                break;
            case "begin" when words.Length == 2:
                OpenCase = words[1];
                break;
            case "pass" when words.Length == 5:
                EndCase(new CaseReport(words[1], CaseOutcome.Passed, Number(words[2]), Number(words[3]), words[4], null));
                break;
            case "fail" when words.Length >= 5:
                EndCase(new CaseReport(words[1], CaseOutcome.Failed, Number(words[2]), Number(words[3]), null, string.Join(' ', words[4..])));
                break;
            case "want" when words.Length == 4:
                Wanted?.Invoke((int)Number(words[1]), (int)Number(words[2]), (int)Number(words[3]));
                break;
            case "fault":
                End(Transcript.Verdict.Fault, text[6..]);
                break;
            case "end" when words.Length == 3:
                Finish((int)Number(words[1]), (int)Number(words[2]));
                break;
            default:
                Other?.Invoke(text);
                break;
        }
    }

    private void Greet(string[] words)
    {
        Application = words[2];
        TargetName = words[3];
        FirmwareVersion = words[4];
        FreeBytes = Number(words[5]);
        if (Number(words[1]) != Greeting.Version)
        {
            End(Transcript.Verdict.WrongTarget, $"the application speaks version {words[1]} of the lines, this runner {Greeting.Version}; flash the application of this checkout");
        }
        else if (_expectTarget is not null && TargetName != _expectTarget)
        {
            End(Transcript.Verdict.WrongTarget, $"the board says that it is a {TargetName}, the rig expects a {_expectTarget}; check the port and the udev names");
        }
    }

    private void EndCase(CaseReport report)
    {
        OpenCase = null;
        _cases[report.Name] = report;
        _passed += report.Outcome == CaseOutcome.Passed ? 1 : 0;
        _failed += report.Outcome == CaseOutcome.Failed ? 1 : 0;
        Ended?.Invoke(report);
    }

    private void Finish(int passed, int failed)
    {
        if (Application is null || LostLines > 0 || DamagedLines > 0 || passed != _passed || failed != _failed)
        {
            End(Transcript.Verdict.Damaged, string.Create(CultureInfo.InvariantCulture,
                $"{LostLines} lines lost, of them {DamagedLines} damaged; the application counts {passed} passed and {failed} failed, {_passed} and {_failed} came; check cable, baud rate and ground"));
            return;
        }

        End(Transcript.Verdict.Complete, "");
    }

    private void End(Verdict verdict, string detail)
    {
        Verdict = verdict;
        Detail = detail;
    }

    private string Where() => OpenCase is not null ? $" in {OpenCase}" : _cases.Count > 0 ? $" after {_cases.Keys.Last()}" : Application is not null ? " after the greeting" : " before the greeting";

    private string Last() => _noise.Count == 0 ? "nothing but one line without end" : $"'{_noise.Last()}'";

    private void KeepNoise(string text)
    {
        NoiseBytes += text.Length;
        string printable = new([.. text.Take(KeptNoiseLength).Select(c => c is >= ' ' and <= '~' ? c : '.')]);
        _noise.Enqueue(printable);
        if (_noise.Count > KeptNoiseLines)
        {
            _noise.Dequeue();
        }
    }

    private static long Number(string word) => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : -1;
}
