namespace AIoT.Embedded.Gateway.Captures;

/// <summary>The speed of the shaft that a sensor sits beside, by other means than its board.</summary>
public interface IShaftSpeeds
{
    /// <param name="sensor">Its index on the board; null: not known.</param>
    /// <returns>In 1e-3 turns a second, and where it is from: <c>input</c> (counted by the gateway's own input now) or <c>configured</c> (the assets' nominal one); null: nobody knows it.</returns>
    (int MilliHz, string From)? Of(string device, int? sensor);
}
