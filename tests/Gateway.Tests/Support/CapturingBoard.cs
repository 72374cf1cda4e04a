using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A board that answers requests for raw samples as the wire contract has it, over any link.</summary>
/// <param name="publish">Topic and payload.</param>
/// <param name="wave">Sample i of a window, in counts.</param>
public sealed class CapturingBoard(string device, Action<string, byte[]> publish, Func<int, short> wave, int total = 2048, int rate = 12_800, uint epoch = 7, uint boot = 1)
{
    public const int NanoG = 61_000;
    private readonly CaptureRequest _request = new();
    private readonly byte[] _buffer = new byte[1024];

    public uint Number { get; private set; }

    /// <summary>Number of the reading that the next capture belongs to.</summary>
    public long Seq { get; set; }

    /// <summary>Requests that came: action, first, count.</summary>
    public List<(int Action, int First, int Count)> Heard { get; } = [];

    /// <summary>True drops what the board would send (a link that loses it).</summary>
    public Func<int, bool> Loses { get; set; } = _ => false;

    public short[] Samples => [.. Enumerable.Range(0, total).Select(wave)];

    public void Hear(byte[] payload)
    {
        Assert.True(_request.TryDecode(payload, 0, payload.Length), _request.Reason);
        Heard.Add((_request.Action, _request.First, _request.Count));
        if (_request.Action == CaptureRequest.Take)
        {
            Number++;
            Answer(CommandResult.Done, "with the next window");
            Send(0, total, CaptureCause.Request);
        }
        else if (_request.Capture != Number)
        {
            Answer(CommandResult.Refused, $"capture {Number} is held");
        }
        else
        {
            Answer(CommandResult.Done, "");
            Send(_request.First, _request.Count == 0 ? total : _request.First + _request.Count, CaptureCause.Request);
        }
    }

    /// <summary>Takes one by itself, as on an alarm.</summary>
    public void TakeAlone(CaptureKind kind = CaptureKind.Whole)
    {
        Number++;
        Send(kind == CaptureKind.SecondHalf ? total / 2 : 0, total, CaptureCause.Alarm);
    }

    public byte[] Piece(int first, int count, int cause)
    {
        var piece = new CaptureChunk
        {
            Epoch = epoch, Boot = boot, Capture = Number, Seq = Seq, Time = 1_700_000_000_000, Cause = cause, Rate = rate, NanoGPerLsb = NanoG, Total = total, First = first, Count = count,
        };
        piece.SetSamples(Samples);
        return _buffer[..piece.Encode(_buffer, 0)];
    }

    private void Send(int from, int to, int cause)
    {
        for (int first = from; first < to; first += WireLimits.ChunkSamples)
        {
            int count = Math.Min(WireLimits.ChunkSamples, to - first);
            if (!Loses(first))
            {
                publish($"aiot/v1/up/{device}/capture", Piece(first, count, cause));
            }
        }
    }

    private void Answer(int result, string text)
    {
        var answer = new Answer { Epoch = epoch, Boot = boot, Kind = TopicKind.Capture, Id = _request.Id, Result = result, Text = text };
        publish($"aiot/v1/up/{device}/answer", _buffer[..answer.Encode(_buffer, 0)]);
    }

    public enum CaptureKind { Whole, SecondHalf }
}
