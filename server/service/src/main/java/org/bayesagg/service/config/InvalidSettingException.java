package org.bayesagg.service.config;

/** A setting that cannot be; names it, its source, what came and what was expected. */
public final class InvalidSettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Setting setting;

  InvalidSettingException(Setting setting, String got, String expected) {
    super(setting.key() + ": got " + got + ", expected " + expected);
    this.setting = setting;
  }

  private InvalidSettingException(Setting setting, String message, Throwable cause) {
    super(message, cause);
    this.setting = setting;
  }

  /** The same with the place that the value came from. */
  InvalidSettingException from(String source) {
    return new InvalidSettingException(setting, getMessage() + " (from " + source + ")", this);
  }

  /** Which one. */
  public Setting setting() {
    return setting;
  }
}
