using System.Diagnostics;

namespace AIoT.Embedded.Node.Tests;

internal static class Wait
{
    /// <summary>Waits until something is so; fails after a time far beyond what it takes.</summary>
    public static void Until(Func<bool> condition, string what, int seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"not within {seconds} s: {what}");
            Thread.Sleep(5);
        }
    }
}
