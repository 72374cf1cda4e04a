namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>How a capture is cut into windows that firmware/Signal takes.</summary>
public static class CaptureWindows
{
    public const int Least = 256;
    public const int Most = 2048;

    /// <summary>The longest window, 256 to 2048 samples, that fits; 0: none does.</summary>
    public static int PointsFor(int samples)
    {
        int points = Most;
        while (points > samples && points >= Least)
        {
            points >>= 1;
        }

        return points >= Least ? points : 0;
    }
}
