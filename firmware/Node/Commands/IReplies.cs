namespace AIoT.Embedded.Node
{
    /// <summary>Where handlers publish. Messages go at QoS 1; a lost connection loses those that are on the way.</summary>
    public interface IReplies
    {
        /// <summary>Room for a reply of at most <see cref="Wire.WireLimits.ReplyBytes"/>, free until the handler returns.</summary>
        byte[] Buffer { get; }

        /// <summary>True when no readings wait to be sent and hardly anything is unconfirmed: the time for long replies.</summary>
        bool IsQuiet { get; }

        /// <summary>Publishes the first <paramref name="length"/> bytes of a buffer under a kind of this board's (<see cref="Wire.TopicKind"/>, an "up" one).</summary>
        /// <returns>False when the message was not taken: no connection, or too much on the way. Try again when polled.</returns>
        bool TryPublish(int kind, byte[] buffer, int length);
    }
}
