// One picture of the screen, a window or a tab: the browser asks which, and nothing is recorded.

export const canCapture = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/** The picture as a file; null where the person changed their mind. */
export async function captured() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
    const video = Object.assign(document.createElement("video"), { srcObject: stream, muted: true });
    await video.play();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext("2d").drawImage(video, 0, 0);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new File([blob], "image.png", { type: "image/png" });
  } catch {
    return null;
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
  }
}
