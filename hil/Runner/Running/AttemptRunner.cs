using System.Diagnostics;
using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Hil.Targets;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Running;

/// <summary>Starts the application once and follows it until something has become of it.</summary>
public static class AttemptRunner
{
    private const int BufferBytes = 4096;

    /// <summary>Runs one attempt.</summary>
    /// <param name="rig">Limits.</param>
    /// <param name="target">The target.</param>
    /// <param name="transcript">Takes what it prints.</param>
    /// <param name="feeder">Answers the application's requests for cases; null: there are none to give.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public static async Task<AttemptReport> RunAsync(Rig rig, ITarget target, RunTranscript transcript, CaseFeeder? feeder, CancellationToken cancel)
    {
        Stopwatch clock = Stopwatch.StartNew();
        await using ITargetSession session = await target.StartAsync(cancel);
        Queue<(int Number, int LineBytes)> wanted = new();
        transcript.Wanted += (number, line, _) => wanted.Enqueue((number, line));
        byte[] buffer = new byte[BufferBytes];
        long lastGood = 0;
        int goodLines = 0;
        while (transcript.Verdict is null)
        {
            TimeSpan limit = transcript.Application is null ? rig.StartLimit : rig.IdleLimit;
            long waited = clock.ElapsedMilliseconds - lastGood;
            double left = Math.Min(limit.TotalMilliseconds - waited, rig.RunLimit.TotalMilliseconds - clock.ElapsedMilliseconds);
            int count = left <= 0 ? -1 : await ReadAsync(session, buffer, TimeSpan.FromMilliseconds(left), cancel);
            if (count < 0)
            {
                if (clock.Elapsed >= rig.RunLimit)
                {
                    transcript.TookTooLong(rig.RunLimit);
                }
                else
                {
                    transcript.TimedOut(limit);
                }
            }
            else if (count == 0)
            {
                transcript.Closed(session.End);
            }
            else
            {
                transcript.Add(buffer.AsSpan(0, count));
                if (transcript.GoodLines > goodLines)
                {
                    goodLines = transcript.GoodLines;
                    lastGood = clock.ElapsedMilliseconds;
                }

                // Of several requests, as after a line that was lost, the last one counts.
                if (wanted.Count > 0 && feeder is not null)
                {
                    (int number, int lineBytes) = wanted.Last();
                    wanted.Clear();
                    await session.WriteAsync(feeder.Line(number, lineBytes), cancel);
                }
            }
        }

        return new(transcript.Verdict.Value, transcript.Detail, clock.Elapsed.TotalSeconds, transcript.NoiseBytes, transcript.LostLines, transcript.DamagedLines, [.. transcript.Noise]);
    }

    // -1: nothing in the time.
    private static async ValueTask<int> ReadAsync(ITargetSession session, byte[] buffer, TimeSpan limit, CancellationToken cancel)
    {
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(limit);
        try
        {
            return await session.ReadAsync(buffer, time.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return -1;
        }
    }
}
